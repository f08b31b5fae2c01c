import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type SequenceName, sequenceOf, sequences } from '../../../src/campaign/sequences/index.js';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/duration.js';
import { forecast, type PlannedEmail, paceOf, plan } from '../../../src/domain/plan/plan.js';
import { ourEmails, promisesOf } from '../../campaign/promises/promises.js';

/** The rules once more, written down from what the product promises and from none of its code. */

interface Case {
  name: SequenceName;
  baseMs: number;
  nowMs: number;
  isTesting: boolean;
}

/** `number due state`, due in milliseconds. */
function expectedOf({ name, baseMs, nowMs, isTesting }: Case): string[] {
  const promises = promisesOf(name);
  const isFirstTheWebsites = promises.calendar[0]?.by !== undefined;
  const graceMs = isTesting ? 10 * MINUTE : 24 * HOUR;
  const gapMs = isTesting ? 10 * SECOND : 12 * HOUR;
  const lines = isFirstTheWebsites ? [`1 ${baseMs} sent`] : [];
  let lastMs = isFirstTheWebsites ? baseMs : -Infinity;
  for (const { number, afterMs, testingMs } of ourEmails(promises)) {
    const plannedMs = baseMs + (isTesting ? testingMs : afterMs);
    const goesMs = Math.max(plannedMs, nowMs, lastMs + gapMs);
    const isSkipped = goesMs - plannedMs > graceMs;
    if (!isSkipped) lastMs = goesMs;
    lines.push(`${number} ${isSkipped ? `${plannedMs} skipped` : `${goesMs} scheduled`}`);
  }
  return lines;
}

const toLines = (emails: PlannedEmail[]) =>
  emails.map(({ number, dueAt, state }) => `${number} ${Date.parse(dueAt)} ${state}`);

const sequenceFor = (name: SequenceName) => sequenceOf(name)?.sequence ?? assert.fail(name);

const planOf = ({ name, baseMs, nowMs, isTesting }: Case) =>
  plan(sequenceFor(name), { base: new Date(baseMs), now: new Date(nowMs), isTesting });

const cases: fc.Arbitrary<Case> = fc
  .record({
    name: fc.constantFrom(...sequences.map(({ name }) => name)),
    baseMs: fc.integer({ min: 0, max: 4e12 }),
    isTesting: fc.boolean(),
    // Mostly around the emails' times, sometimes years late; the website's clock may be ahead.
    lateMs: fc.oneof(
      fc.integer({ min: -5 * MINUTE, max: 20 * MINUTE }),
      fc.integer({ min: 0, max: 200 * HOUR }),
      fc.constantFrom(0, 24 * HOUR, 48 * HOUR, 48 * HOUR + 1, 96 * HOUR, 144 * HOUR, 9e11),
    ),
  })
  .map(({ lateMs, ...rest }) => ({ ...rest, nowMs: rest.baseMs + lateMs }));

describe('the plan, held against its promises', () => {
  it('is what the promises say, for any sequence, base, time and mode', () => {
    fc.assert(
      fc.property(cases, (one) => assert.deepEqual(toLines(planOf(one)), expectedOf(one))),
      { numRuns: 1_000 },
    );
  });

  it('differs from a planner with another grace or gap, so that the comparison can fail', () => {
    const one: Case = { name: 'assessment', baseMs: 0, nowMs: 90 * HOUR, isTesting: false };
    const pace = paceOf(sequenceFor('assessment'), false);
    for (const other of [
      { ...pace, graceMs: pace.graceMs - 7 * HOUR },
      { ...pace, gapMs: pace.gapMs + 1 },
    ]) {
      const emails = plan(
        { ...sequenceFor('assessment'), pace: other },
        { base: new Date(0), now: new Date(one.nowMs), isTesting: false },
      );
      assert.notDeepEqual(toLines(emails), expectedOf(one));
    }
  });

  it('never plans to send the first email of an assessment', () => {
    const states = fc.constantFrom('sent' as const, 'failed' as const, 'unknown' as const);
    fc.assert(
      fc.property(cases, states, ({ baseMs, nowMs, isTesting }, state) => {
        const [first, ...ours] = plan(sequenceFor('assessment'), {
          base: new Date(baseMs),
          now: new Date(nowMs),
          isTesting,
          website: { state },
        });
        assert.deepEqual([first?.sentBy, first?.state], ['website', state]);
        assert.ok(ours.every(({ sentBy }) => sentBy === 'evergreen'));
      }),
    );
  });

  it('comes true: walked from email to email, each goes when the sender was told', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const told = planOf(one);
        const pace = paceOf(sequenceFor(one.name), one.isTesting);
        let emails = told;
        for (const { number, dueAt, state } of told) {
          if (state !== 'scheduled') continue;
          emails = forecast(emails, pace, new Date(dueAt)).map((email) =>
            email.number === number ? { ...email, state: 'sent', at: email.dueAt } : email,
          );
          assert.equal(emails[number - 1]?.at, dueAt);
        }
        assert.deepEqual(
          emails.map(({ number, dueAt }) => [number, dueAt]),
          told.map(({ number, dueAt }) => [number, dueAt]),
        );
      }),
    );
  });

  it('keeps order, gap and grace after any outage', () => {
    const outages = fc.array(fc.integer({ min: 0, max: 60 * HOUR }), { maxLength: 5 });
    fc.assert(
      fc.property(cases, outages, (one, delaysMs) => {
        const pace = paceOf(sequenceFor(one.name), one.isTesting);
        let emails = planOf(one);
        for (const delayMs of delaysMs) {
          const next = emails.find(({ state }) => state === 'scheduled');
          if (!next) break;
          const now = new Date(Date.parse(next.dueAt) + (one.isTesting ? delayMs / 144 : delayMs));
          emails = forecast(emails, pace, now).map((email) =>
            email.number === next.number && email.state === 'scheduled'
              ? { ...email, state: 'sent', at: now.toISOString() }
              : email,
          );
        }
        const going = emails.filter(
          ({ sentBy, state }) =>
            sentBy === 'evergreen' && (state === 'sent' || state === 'scheduled'),
        );
        for (const [index, { plannedAt, dueAt, at = dueAt }] of going.entries()) {
          const lateMs = Date.parse(at) - Date.parse(plannedAt);
          assert.ok(lateMs >= 0 && lateMs <= pace.graceMs, `${lateMs} ms late`);
          const previous = going[index - 1];
          if (!previous) continue;
          const apartMs = Date.parse(at) - Date.parse(previous.at ?? previous.dueAt);
          assert.ok(apartMs >= pace.gapMs, `${apartMs} ms apart`);
        }
      }),
    );
  });
});
