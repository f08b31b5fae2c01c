import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ContactUpdate, type Person, updatePerson } from '../../../src/domain/run/run.js';

const first: Person = {
  contact: { email: 'a@b.org', key: 'k' },
  data: { assessment_score: 50 },
  segment: 'URGENT',
};

describe('what is known of a person', () => {
  const at = (day: number) => `2025-12-0${day}T00:00:00.000Z`;

  it('is what an event told last that says no time, or the same', () => {
    const update: ContactUpdate = { data: { assessment_score: 60 }, segment: 'CRITICAL' };
    const known = { ...first, happenedAt: at(2) };
    for (const told of [update, { ...update, happenedAt: at(2) }]) {
      const { data, segment, happenedAt } = updatePerson(known, told);
      assert.deepEqual([data, segment, happenedAt], [update.data, 'CRITICAL', at(2)]);
    }
    assert.deepEqual(updatePerson(first, { ...update, happenedAt: at(1) }).data, update.data);
  });

  const addresses: [told: string, mailed: string][] = [
    ['A@B.org', 'A@B.org'],
    ['a@b.org', 'a@b.org'],
    ['c@b.org', 'a@b.org'],
    ['\u212a@b.org', 'a@b.org'],
  ];
  for (const [told, mailed] of addresses) {
    it(`is mailed at ${mailed} when ${told} is told later`, () => {
      const { contact } = updatePerson(first, { contact: { email: told, firstName: 'Ann' } });
      assert.deepEqual(contact, { email: mailed, key: 'k', firstName: 'Ann' });
    });
  }

  it('is no look-alike of the address that was told first', () => {
    const kate = { ...first, contact: { email: 'kate@b.org', key: 'k' } };
    const { contact } = updatePerson(kate, { contact: { email: '\u212aate@b.org' } });
    assert.equal(contact.email, 'kate@b.org');
  });

  it('is the newest, in whatever order events are told', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(days, (told) => {
        const known = told.reduce<Person>(
          (person, day) =>
            updatePerson(person, {
              contact: { firstName: `Name ${day}` },
              data: { assessment_score: day },
              happenedAt: at(day),
            }),
          first,
        );
        const newest = Math.max(...told);
        assert.deepEqual(known.data, { assessment_score: newest });
        assert.equal(known.contact.firstName, `Name ${newest}`);
      }),
    );
  });
});
