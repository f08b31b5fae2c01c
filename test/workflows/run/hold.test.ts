import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { MINUTE } from '../../../src/domain/duration.js';
import { type PlannedEmail, plan } from '../../../src/domain/plan/plan.js';
import { type Interval, shiftEmails } from '../../../src/domain/plan/replan.js';
import type { RunInput } from '../../../src/domain/run/run.js';
import { Hold } from '../../../src/workflows/run/hold.js';

const base = Date.parse('2025-12-01T00:00:00Z');
const at = (minute: number) => new Date(base + minute * MINUTE).toISOString();
const { sequence } = assessment;

const input = (acceptedAtMinute: number, more: Partial<RunInput> = {}): RunInput => ({
  sequence,
  isTesting: false,
  acceptedAt: at(acceptedAtMinute),
  segment: null,
  contact: { key: 'a key', email: 'her@salon.example' },
  data: {},
  emails: plan(sequence, { base: new Date(base), now: new Date(base), isTesting: false }),
  ...more,
});

/** By how many minutes the emails still to come have moved, as one number for all of them. */
function movedMinutes(run: RunInput, told: readonly Interval[]): number {
  const hold = new Hold(run);
  const emails = told.reduce<PlannedEmail[]>(
    (planned, interval) => shiftEmails(planned, hold.moveMs(interval)),
    run.emails,
  );
  const moved = emails
    .filter(({ state }) => state === 'scheduled')
    .map(({ number, plannedAt }) => {
      const before = run.emails.find((email) => email.number === number)?.plannedAt ?? '';
      return (Date.parse(plannedAt) - Date.parse(before)) / MINUTE;
    });
  const [first = Number.NaN] = moved;
  assert.deepEqual(new Set(moved), new Set([first]));
  return first;
}

describe('what being held moves', () => {
  const off = { from: at(100), until: at(160) };

  for (const [title, accepted, told, expected] of [
    ['is the time that it was held', 0, [off], 60],
    ['is no more when it is told twice', 0, [off, off], 60],
    ['is only what came after the run was accepted', 130, [off], 30],
    ['is nothing for a run that was accepted after it', 161, [off], 0],
    ['counts a pause that overlaps once', 0, [{ from: at(150), until: at(200) }, off], 100],
    ['counts a pause within it once', 0, [off, { from: at(110), until: at(120) }], 60],
    ['counts two times that touch whole', 0, [off, { from: at(160), until: at(170) }], 70],
  ] as const) {
    it(title, () => assert.equal(movedMinutes(input(accepted), told), expected));
  }

  it('does not depend on order and repetition, for any messages and pauses', () => {
    const minute = fc.integer({ min: 0, max: 400 });
    const interval = fc
      .tuple(minute, minute)
      .map(([one, other]) => ({ from: Math.min(one, other), until: Math.max(one, other) }));
    const told = fc.array(interval, { minLength: 1, maxLength: 8 }).chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc
          .array(fc.constantFrom(...all), { maxLength: 20 })
          .chain((again) =>
            fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
          ),
      ),
    );
    fc.assert(
      fc.property(told, minute, ([all, heard], accepted) => {
        // Minute by minute, as nobody would write it.
        let expected = 0;
        for (let now = accepted; now < 400; now += 1) {
          if (all.some(({ from, until }) => from <= now && now < until)) expected += 1;
        }
        const instants = heard.map(({ from, until }) => ({ from: at(from), until: at(until) }));
        assert.equal(movedMinutes(input(accepted), instants), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('moves no further when another execution takes the run up and hears it once more', () => {
    const hold = new Hold(input(0));
    assert.equal(hold.moveMs(off), 60 * MINUTE);
    const offTime = { mode: 'shift', offAt: off.from, at: off.until } as const;
    assert.equal(hold.switchOn(offTime), true);
    const next = new Hold(input(0, { held: hold.passedOn }));
    assert.equal(next.switchOn(offTime), false);
    assert.equal(next.moveMs(off), 0);
  });

  it('is nothing of what ended before a run was taken up again', () => {
    const earlier = { takenUpAt: at(200), history: [], again: {} };
    assert.equal(movedMinutes(input(0, { earlier }), [off]), 0);
  });

  it('does not let a run go that is held by a later switching off', () => {
    const hold = new Hold(input(0));
    hold.switchOff(at(170));
    hold.switchOn({ mode: 'catch-up', offAt: at(100), at: at(160) });
    assert.equal(hold.offAt, at(170));
    hold.switchOn({ mode: 'catch-up', offAt: at(170), at: at(180) });
    assert.equal(hold.offAt, undefined);
    assert.equal(hold.isOver(at(170)), true, 'an answer from before it was on is old news');
    assert.equal(hold.isOver(at(190)), false);
  });
});
