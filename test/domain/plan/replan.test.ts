import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlannedEmail } from '../../../src/domain/plan/plan.js';
import {
  addInterval,
  type Interval,
  planAt,
  rescheduleEmail,
  shiftEmails,
} from '../../../src/domain/plan/replan.js';
import { workflowTypeOf } from '../../../src/domain/plan/sequence.js';

const at = (ms: number) => new Date(ms).toISOString();

const email = (number: number, ms: number, more: Partial<PlannedEmail> = {}): PlannedEmail => ({
  number,
  template: `template_${number}`,
  sentBy: 'evergreen',
  plannedAt: at(ms),
  dueAt: at(ms),
  state: 'scheduled',
  ...more,
});

const sent = email(1, 0, { sentBy: 'website', state: 'sent', at: at(5) });
const times = (emails: readonly PlannedEmail[]) =>
  emails.map(({ plannedAt }) => Date.parse(plannedAt));

describe('emails that are planned anew', () => {
  it('are as if nothing had come of them yet', () => {
    const late = email(2, 100, {
      dueAt: at(300),
      state: 'skipped',
      reason: 'too_late',
      at: at(400),
    });
    assert.deepEqual(planAt(late, 700), email(2, 700));
  });

  it('are never what the website sends, whoever asks', () => {
    const theirs = email(1, 100, { sentBy: 'website', state: 'unknown' });
    assert.throws(() => planAt(theirs, 700), /email 1 is sent by the website/);
  });

  it('move by one length, but for those that are decided', () => {
    const skipped = email(2, 10, { state: 'skipped', reason: 'operator' });
    const moved = shiftEmails(
      [sent, skipped, email(3, 20, { dueAt: at(90) }), email(4, 30)],
      1_000,
    );
    assert.deepEqual(moved, [sent, skipped, email(3, 1_020), email(4, 1_030)]);
  });

  it('move away from one that is moved, by the gap alone, and never overtake it', () => {
    const emails = [sent, email(2, 10), email(3, 20), email(4, 500)];
    const move = (number: number, ms: number, gapMs: number) =>
      rescheduleEmail(emails, number, new Date(ms), gapMs);
    assert.deepEqual(times(move(2, 100, 50)), [0, 100, 150, 500]);
    assert.deepEqual(times(move(2, 480, 50)), [0, 480, 530, 580]);
    assert.deepEqual(times(move(2, 5, 5)), [0, 5, 20, 500], 'nobody follows what goes sooner');
    assert.deepEqual(times(move(3, 100, 50)), [0, 10, 100, 500], 'what is before it stays');
    assert.deepEqual(times(move(3, 100, 600)), [0, 10, 100, 700], 'nor does it push any');
    assert.deepEqual(move(3, 1_000, 7), [sent, email(2, 10), email(3, 1_000), email(4, 1_007)]);
  });

  it('are held back by none that is decided', () => {
    const emails = [email(2, 10, { state: 'sent', at: at(9) }), email(3, 20)];
    assert.deepEqual(rescheduleEmail(emails, 2, new Date(900), 50), emails);
  });
});

describe('times that all emails are held for', () => {
  const interval = (from: number, until: number): Interval => ({
    from: at(from),
    until: at(until),
  });
  const add = (all: readonly Interval[]) =>
    all.reduce(
      ({ covered, sumMs }, one) => {
        const { covered: next, grownMs } = addInterval(covered, one);
        return { covered: next, sumMs: sumMs + grownMs };
      },
      { covered: [] as Interval[], sumMs: 0 },
    );

  it('count once where they overlap or touch', () => {
    const first = [interval(10, 20)];
    const cases: [Interval, Interval[], number][] = [
      [interval(30, 45), [interval(10, 20), interval(30, 45)], 15],
      [interval(0, 5), [interval(0, 5), interval(10, 20)], 5],
      [interval(20, 25), [interval(10, 25)], 5],
      [interval(5, 10), [interval(5, 20)], 5],
      [interval(15, 30), [interval(10, 30)], 10],
      [interval(12, 18), [interval(10, 20)], 0],
      [interval(0, 50), [interval(0, 50)], 40],
    ];
    for (const [added, covered, grownMs] of cases) {
      assert.deepEqual(addInterval(first, added), { covered, grownMs });
    }
    assert.deepEqual(first, [interval(10, 20)], 'what is known is not written over');
  });

  it('are none where they end before they begin, or at once', () => {
    for (const none of [interval(30, 30), interval(40, 30)]) {
      assert.deepEqual(addInterval([interval(10, 20)], none), {
        covered: [interval(10, 20)],
        grownMs: 0,
      });
    }
  });

  it('come to the same in any order, however often they are told', () => {
    const some = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(some, fc.nat(), (pairs, turn) => {
        const told = pairs.map(([from, until]) => interval(from, until));
        // Minute by minute, which needs no arithmetic of intervals.
        const held = Array.from({ length: 61 }, (_, ms) => ms).filter((ms) =>
          pairs.some(([from, until]) => from <= ms && ms < until),
        );
        const other = [...told.slice(turn % told.length), ...told.toReversed()];
        for (const order of [told, other]) {
          const { covered, sumMs } = add(order);
          assert.equal(sumMs, held.length);
          assert.deepEqual(covered, add(told).covered);
        }
      }),
    );
  });
});

describe("a sequence's workflow type", () => {
  it('is its name as code writes it', () => {
    assert.equal(workflowTypeOf('no-show'), 'noShow');
    assert.equal(workflowTypeOf('a-long-name'), 'aLongName');
    assert.equal(workflowTypeOf('assessment'), 'assessment');
  });
});
