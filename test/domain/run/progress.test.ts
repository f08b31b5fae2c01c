import assert from 'node:assert/strict';
import type { PlannedEmail } from '../../../src/domain/plan/plan.js';
import {
  progressAtStart,
  progressOfDelivery,
  progressSince,
} from '../../../src/domain/run/progress.js';
import type { RunInput } from '../../../src/domain/run/run.js';

const email = (number: number, more: Partial<PlannedEmail> = {}): PlannedEmail => ({
  number,
  template: `E${number}`,
  sentBy: number === 1 ? 'website' : 'evergreen',
  dueAt: '2025-12-01T10:00:00.000Z',
  plannedAt: '2025-12-01T10:00:00.000Z',
  state: 'scheduled',
  ...more,
});

const input = {
  acceptedAt: '2025-12-01T23:59:00.000Z',
  sequence: { name: 'assessment' },
  emails: [email(1, { state: 'sent' }), email(2), email(3)],
} as RunInput;
const started = ['of:assessment', 'began:2025-12-01', 'started', 'sent:1'];

/** What a run shows whose emails have become these. */
const since = (
  decided: PlannedEmail[],
  outcome?: 'completed',
  shown: readonly string[] = started,
) => progressSince({ shown, emails: input.emails }, decided, outcome).slice(3);

describe('the progress of a run', () => {
  it("begins with its sequence, its day, and the website's own email", () => {
    assert.deepEqual(progressAtStart(input), started);
  });

  it('tells of each email what became of it, and how the run ended', () => {
    const [first = email(1)] = input.emails;
    const two = email(2, { state: 'sent', delivery: 'delivered' });
    assert.deepEqual(since([first, two, email(3)]), ['sent:1', 'sent:2', 'delivered:2']);
    const three = email(3, { state: 'skipped' });
    assert.deepEqual(since([first, two, three], 'completed'), [
      'sent:1',
      'sent:2',
      'delivered:2',
      'lost:3',
      'completed',
    ]);
  });

  it('counts an email once: that it bounced, no more that it was delivered', () => {
    const [first = email(1)] = input.emails;
    const shown = [...started, 'sent:2', 'delivered:2'];
    const bounced = email(2, { state: 'sent', delivery: 'bounced' });
    assert.deepEqual(since([first, bounced, email(3)], undefined, shown), [
      'sent:1',
      'sent:2',
      'bounced:2',
    ]);
  });

  it('says of a run that takes up another only what became of it since', () => {
    const emails = [email(1, { state: 'sent' }), email(2, { state: 'sent' }), email(3)];
    const shown = progressAtStart({ ...input, emails, earlier: { history: [], again: {} } });
    assert.deepEqual(shown, ['of:assessment', 'began:2025-12-01', 'restarted']);
    const after = emails.with(2, email(3, { state: 'sent' }));
    assert.deepEqual(progressSince({ shown, emails }, after, 'completed').slice(2), [
      'restarted',
      'sent:3',
      'completed',
    ]);
  });

  it('of an email whose run has ended is what Resend told last, once', () => {
    const of = (delivery: string) =>
      progressOfDelivery({ sequence: 'assessment', number: 5, delivery }, 'began:2025-12-01');
    assert.deepEqual(of('delivered'), ['of:assessment', 'began:2025-12-01', 'delivered:5']);
    assert.equal(of('complained')?.at(-1), 'complained:5');
    assert.equal(of('delayed'), undefined);
  });
});
