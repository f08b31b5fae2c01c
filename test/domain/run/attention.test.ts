import assert from 'node:assert/strict';
import type { PlannedEmail } from '../../../src/domain/plan/plan.js';
import { attentionOf } from '../../../src/domain/run/attention.js';

const email = (number: number, fate: Partial<PlannedEmail>): PlannedEmail => ({
  number,
  template: `E${number}`,
  sentBy: 'evergreen',
  plannedAt: '',
  dueAt: '',
  state: 'sent',
  ...fate,
});

describe('what a run asks of a person', () => {
  const cases: [what: string, emails: PlannedEmail[], expected: object | undefined][] = [
    ['nothing, when all is sent', [email(1, {}), email(2, { state: 'scheduled' })], undefined],
    [
      'nothing, when a late event has made an email too late',
      [email(2, { state: 'skipped', reason: 'too_late' })],
      undefined,
    ],
    [
      'to see that an email waited here until it was too late',
      [email(2, { state: 'skipped', reason: 'too_late', isOurDelay: true })],
      { kind: 'lost', number: 2, reason: 'email 2 waited here until it was too late' },
    ],
    [
      'to see that an email failed, and why',
      [email(3, { state: 'failed', reason: 'no such mailbox' })],
      { kind: 'lost', number: 3, reason: 'email 3 failed: no such mailbox' },
    ],
    [
      'nothing of the email that the website failed to send',
      [email(1, { state: 'failed', sentBy: 'website' })],
      undefined,
    ],
    [
      'to settle what is in doubt, before all that is lost',
      [email(2, { state: 'failed' }), email(3, { state: 'unknown' })],
      {
        kind: 'waits',
        number: 3,
        reason: 'email 3 may or may not have been sent: resolve it',
      },
    ],
  ];
  for (const [what, emails, expected] of cases) {
    it(what, () => assert.deepEqual(attentionOf(emails), expected));
  }
});
