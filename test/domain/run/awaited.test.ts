import assert from 'node:assert/strict';
import type { PlannedEmail } from '../../../src/domain/plan/plan.js';
import { isAwaited } from '../../../src/domain/run/awaited.js';

describe('an email that somebody waits for', () => {
  const acceptedAt = '2025-12-01T12:00:00.000Z';
  const cases: [plannedAt: string, isWaitedFor: boolean, what: string][] = [
    ['2025-12-01T12:00:00.000Z', true, 'follows its event at once'],
    ['2025-12-01T12:10:00.000Z', true, 'follows within ten minutes'],
    ['2025-12-01T12:10:00.001Z', false, 'is no longer waited for after that'],
    ['2025-12-02T12:00:00.000Z', false, 'is not one of the next day'],
    ['2025-12-01T11:55:00.000Z', true, 'may be of an event that was told a little late'],
    ['2025-11-28T12:00:00.000Z', false, 'is none of an event of last week'],
  ];
  const emailOf = (
    number: number,
    plannedAt: string,
    sentBy: PlannedEmail['sentBy'] = 'evergreen',
  ) => ({
    number,
    plannedAt,
    sentBy,
    template: 'any',
    dueAt: plannedAt,
    state: 'scheduled' as const,
  });
  const first = emailOf(1, acceptedAt, 'website');
  for (const [plannedAt, expected, what] of cases) {
    it(what, () => {
      const second = emailOf(2, plannedAt);
      assert.equal(isAwaited(second, { acceptedAt, emails: [first, second] }), expected);
    });
  }

  it('is the first of ours alone, however near the next one is', () => {
    const emails = [first, emailOf(2, acceptedAt), emailOf(3, '2025-12-01T12:01:00.000Z')];
    const awaited = emails.filter((email) => isAwaited(email, { acceptedAt, emails }));
    assert.deepEqual(
      awaited.map(({ number }) => number),
      [2],
    );
  });
});
