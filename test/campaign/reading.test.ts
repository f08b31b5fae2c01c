import assert from 'node:assert/strict';
import { sequenceEvents } from '../../src/campaign/events.js';
import { accepted, faultsOf } from '../support/reading.js';
import { promisesOf } from './promises/promises.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';

describe('the event of a sequence', () => {
  for (const event of sequenceEvents) {
    const { name, read, example } = event;
    const promises = promisesOf(name);
    const show = (body: object) => JSON.stringify(body).slice(0, 60);

    it(`${name} is taken with what it must have, with everything, and as its example shows`, () => {
      for (const body of [promises.least, promises.full, example]) {
        const { contact, base } = accepted(event, { email, ...body }, now);
        assert.deepEqual([contact, base], [{ email }, now]);
      }
    });

    it(`${name} carries all that copy and operators may need, and nothing else`, () => {
      const { data } = accepted(event, { email, ...promises.full, unknown: 1 }, now);
      assert.deepEqual(data, promises.carried ?? promises.full);
    });

    it(`${name} tells ${promises.occasion ? 'one occasion from another' : 'no occasions apart'}`, () => {
      const { occasion } = accepted(event, { email, ...promises.least }, now);
      if (promises.occasion) {
        assert.match(occasion ?? '', new RegExp(`^(${promises.occasion.source})$`));
      } else {
        assert.equal(occasion, undefined);
      }
    });

    it(`${name} tells of links that it has made whole, and of nothing else`, () => {
      const links = Object.entries(promises.full).filter(([, value]) =>
        String(value).startsWith('https'),
      );
      const posted = Object.fromEntries(
        links.map(([field, value]) => [field, String(value).replace('https://', '')]),
      );
      const { data, warnings } = accepted(event, { email, ...promises.full, ...posted }, now);
      const whole = links.filter(([field]) => data[field] === promises.full[field]);
      const told = whole.map(([field]) => `${field} has no scheme: read as https`);
      assert.deepEqual(
        warnings.filter((warning) => /scheme/.test(warning)),
        told,
      );
    });

    for (const [body, reason] of promises.ignored) {
      it(`${name} starts nothing for ${show(body)}: ${reason}`, () => {
        const outcome = read({ email, ...promises.least, ...body }, now);
        assert.equal('ignored' in outcome && outcome.ignored, reason);
      });
    }

    for (const [what, body, paths] of promises.faulty) {
      it(`${name} refuses ${what}, naming ${paths.join(', ')}`, () => {
        const faults = faultsOf(() => read({ email, ...promises.least, ...body }, now));
        assert.deepEqual(faults, paths);
      });
    }

    for (const body of [[], 'AB12', null, 5]) {
      it(`${name} refuses ${JSON.stringify(body)} as a whole`, () => {
        assert.deepEqual(
          faultsOf(() => read(body, now)),
          [''],
        );
      });
    }
  }
});
