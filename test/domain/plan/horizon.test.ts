import assert from 'node:assert/strict';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { DAY, HOUR } from '../../../src/domain/duration.js';
import { isTooFarAhead, toInstant } from '../../../src/domain/plan/horizon.js';
import { forecast, type PlannedEmail, plan } from '../../../src/domain/plan/plan.js';
import { rescheduleEmail, shiftEmails } from '../../../src/domain/plan/replan.js';

const { sequence } = assessment;
const { pace } = sequence;
const now = new Date('2025-12-01T10:30:00Z');
const last = '2262-01-01T00:00:00.000Z';
const never = new Date('9999-12-31T23:59:59Z');
const emails = plan(sequence, { base: now, now, isTesting: false });
const latest = (planned: readonly PlannedEmail[]) =>
  planned
    .flatMap(({ plannedAt, dueAt }) => [plannedAt, dueAt])
    .toSorted()
    .at(-1);

describe('an email that is planned by hand', () => {
  it('is too far ahead after a hundred years', () => {
    const table: [ms: number, isTooFar: boolean][] = [
      [-DAY, false],
      [0, false],
      [365 * DAY, false],
      [36_600 * DAY, false],
      [36_600 * DAY + 1, true],
      [Date.UTC(2206, 0) - now.getTime(), true],
      [never.getTime() - now.getTime(), true],
    ];
    for (const [ms, isTooFar] of table) {
      assert.equal(isTooFarAhead(now.getTime() + ms, now.getTime()), isTooFar, `${ms}`);
    }
  });
});

describe('a time of a plan', () => {
  it('is told as it is, up to the last one that Temporal can store wherever it lists runs', () => {
    assert.equal(toInstant(now.getTime()), now.toISOString());
    assert.equal(toInstant(Date.parse(last) - 1), '2261-12-31T23:59:59.999Z');
    for (const at of [Date.parse(last), Date.parse(last) + 1, never.getTime(), 8.64e15, Infinity]) {
      assert.equal(toInstant(at), last);
    }
  });

  it('comes no later by an event, a move and those that it pushes, a pause, or all of them', () => {
    const gone = plan(sequence, { base: never, now, isTesting: false });
    const moved = rescheduleEmail(emails, 2, never, pace.gapMs);
    const held = shiftEmails(emails, never.getTime());
    const again = shiftEmails(shiftEmails(moved, never.getTime()), never.getTime());
    for (const planned of [gone, moved, held, again]) {
      assert.equal(latest(planned), last);
      assert.equal(latest(forecast(planned, pace, never)), last);
    }
  });

  it('is pushed by gaps alone, however often those before it are moved as far ahead as can be', () => {
    const at = new Date(now.getTime() + 36_600 * DAY);
    const moved = [2, 3, 4, 5, 2, 3, 2].reduce<PlannedEmail[]>(
      (planned, number) => rescheduleEmail(planned, number, at, pace.gapMs),
      emails,
    );
    assert.equal(latest(moved), new Date(at.getTime() + 3 * pace.gapMs).toISOString());
    assert.equal(pace.gapMs, 12 * HOUR);
  });
});
