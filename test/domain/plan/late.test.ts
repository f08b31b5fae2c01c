import assert from 'node:assert/strict';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { HOUR } from '../../../src/domain/duration.js';
import { judgeLate } from '../../../src/domain/plan/late.js';
import { plan } from '../../../src/domain/plan/plan.js';

const base = new Date('2025-12-01T00:00:00Z');
const { sequence } = assessment;
const emails = plan(sequence, { base, now: base, isTesting: false });
const after = (hours: number) => new Date(base.getTime() + hours * HOUR);
const inHours = (at: string) => (Date.parse(at) - base.getTime()) / HOUR;

/** `number planned due`, in hours after the base, of a run that is looked at without any worker. */
const judge = (nextSendAt: number, now: number, pace = sequence.pace, kept = emails) =>
  judgeLate({ emails: kept, pace }, after(nextSendAt), after(now)).map(
    ({ number = 'next', plannedAt, dueAt, isSkipped }) =>
      `${number} +${inHours(plannedAt)} ${isSkipped ? 'skipped' : `+${inHours(dueAt)}`}`,
  );

describe('late emails, judged by what is kept of a run', () => {
  for (const [title, nextSendAt, now, expected] of [
    ['none before its time', 24, 23, []],
    ['none at its very time', 24, 24, []],
    ['one within its grace goes now', 24, 30, ['2 +24 +30']],
    ['one past its grace is skipped', 24, 49, ['2 +24 skipped']],
    [
      'those after it too, each by its own time',
      24,
      100,
      ['2 +24 skipped', '3 +72 skipped', '4 +96 +100'],
    ],
    ['none that went before', 96, 100, ['4 +96 +100']],
    ['the next alone where times were moved', 25, 100, ['next +25 skipped']],
    ['the same within its grace', 25, 30, ['next +25 +30']],
    ['the same where one was sent that had this time', 0, 20, ['next +0 +20']],
  ] as const) {
    it(title, () => assert.deepEqual(judge(nextSendAt, now), expected));
  }

  it('also the first of a sequence', () => {
    assert.deepEqual(judge(24, 30, sequence.pace, emails.slice(1)), ['2 +24 +30']);
  });

  it('known by the time at which they were to go, or that they were planned for', () => {
    const moved = emails.map((email) =>
      email.number === 2 ? { ...email, dueAt: after(30).toISOString() } : email,
    );
    for (const nextSendAt of [24, 30]) {
      assert.deepEqual(judge(nextSendAt, 31, sequence.pace, moved), ['2 +24 +31']);
    }
  });

  it('and none that is decided already', () => {
    const decided = emails.map((email) =>
      email.number === 3 ? { ...email, state: 'skipped' as const, reason: 'operator' } : email,
    );
    assert.deepEqual(judge(24, 90, sequence.pace, decided), ['2 +24 skipped']);
  });

  it("by the run's own pace, whatever today's is", () => {
    assert.deepEqual(judge(24, 49, { ...sequence.pace, graceMs: 30 * HOUR }), ['2 +24 +49']);
  });
});
