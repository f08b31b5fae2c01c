import assert from 'node:assert/strict';
import { sequences } from '../../src/campaign/sequences/index.js';
import { stops, suppressionOf } from '../../src/campaign/stops.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import { causeOf } from '../../src/domain/run/stop.js';
import { endedByEventOf, ourEmails, promised, promisesOf } from './promises/promises.js';

describe('the campaign', () => {
  for (const { name, kind, because, sequence, sandbox } of sequences) {
    const promises = promisesOf(name);

    it(`sends ${name} as its calendar says`, () => {
      const calendar = promises.calendar.map(({ template, by }, index) => {
        const ours = ourEmails(promises).find(({ number }) => number === index + 1);
        const { afterMs = 0, testingMs: testingAfterMs = 0 } = ours ?? {};
        const sentBy = by ? 'website' : 'evergreen';
        return { number: index + 1, template, sentBy, afterMs, testingAfterMs };
      });
      assert.deepEqual(sequence.emails, calendar);
      const isTheWebsites = promises.calendar[0]?.by !== undefined;
      assert.equal(sequence.base, isTheWebsites ? 'email_1_sent_at' : 'acceptance');
    });

    it(`calls ${name} what Notion and readers are told`, () => {
      const { type, status } = promises.notion;
      assert.deepEqual([sequence.trackerName, sequence.campaignStatus], [type, status]);
      assert.deepEqual([kind, because], [promises.kind, promises.because]);
      assert.doesNotMatch(because, /[.!?]$/, 'the footer ends the sentence');
      assert.ok(sandbox.button.length < 40);
    });

    it(`paces ${name}: 24 h of grace, 12 h apart; testing 10 min, 10 s; again after 30 days`, () => {
      assert.deepEqual(sequence.pace, { graceMs: 24 * HOUR, gapMs: 12 * HOUR });
      assert.deepEqual(sequence.testingPace, { graceMs: 10 * MINUTE, gapMs: 10_000 });
      assert.equal(sequence.reenrolAfterMs, 30 * 24 * HOUR);
    });

    it(`ends by ${name} what it promises, and says why`, () => {
      const stop = stops[sequence.stop ?? ''];
      const ends = (stop?.ends ?? []).map((ended) => [ended, causeOf(sequence.stop ?? '')]);
      assert.deepEqual(Object.fromEntries(ends), endedByEventOf(promises));
      assert.equal(stop?.bookingStatus, promises.notion.booking);
    });
  }
});

describe('the table of stops', () => {
  const marketing = promised.filter(({ kind }) => kind === 'marketing').map(({ name }) => name);
  const all = promised.map(({ name }) => name);
  const table: [string, readonly string[], object][] = [
    ['booked', marketing, { bookingStatus: 'Booked', campaignStatus: 'Booked' }],
    ['paid', marketing, {}],
    ['unsubscribed', marketing, { emailStatus: 'Unsubscribed', campaignStatus: 'Unsubscribed' }],
    ['bounced', all, { emailStatus: 'Bounced' }],
    ['complained', all, { emailStatus: 'Complained' }],
    ['operator', all, {}],
  ];
  for (const [cause, ended, written] of table) {
    it(`${cause}: ends ${ended === all ? 'everything' : 'all marketing'}`, () => {
      assert.deepEqual(stops[cause], { ends: ended, ...written });
    });
  }

  const suppressing: [
    status: string | null,
    cause: string | undefined,
    ended: readonly string[],
  ][] = [
    ['Unsubscribed', 'unsubscribed', marketing],
    ['Bounced', 'bounced', all],
    ['Complained', 'complained', all],
    ['Subscribed', undefined, []],
    [null, undefined, []],
    [' unsubscribed ', 'unsubscribed', marketing],
    ['BOUNCED', 'bounced', all],
    ['\tcomplained\n', 'complained', all],
    [' ', undefined, []],
    ['Do not mail', undefined, []],
  ];
  for (const [status, cause, ended] of suppressing) {
    it(`lets a contact who is ${JSON.stringify(status)} start ${ended === all ? 'nothing' : 'the rest'}`, () => {
      for (const name of all) {
        const expected = ended.includes(name) ? cause : undefined;
        assert.equal(suppressionOf({ name }, status), expected, name);
      }
    });
  }
});
