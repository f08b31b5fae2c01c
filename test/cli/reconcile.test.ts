import assert from 'node:assert/strict';
import type { ReconcileRequest, Reconciliation } from '../../src/domain/records/differences.js';
import type { Runs } from '../../src/runs/runs.js';
import { evergreen } from './evergreen.js';

const answer: Reconciliation = {
  since: '2026-11-01T00:00:00.000Z',
  at: '2026-11-08T00:00:00.000Z',
  read: { runs: 3, rows: 15, mails: 9 },
  unread: [],
  found: [
    { kind: 'row_missing', runId: 'assessment/a', number: 4 },
    { kind: 'mail_of_no_run', runId: 'assessment/b', emailId: 'e-1' },
    {
      kind: 'row_differs',
      runId: 'no-show/c/d',
      number: 2,
      pageId: 'p-1',
      detail: 'Status is "sent", expected failed',
    },
  ],
  more: 0,
  repaired: 2,
};

/** What it asks, and what it is told. */
async function reconciling(typed: string, told: Partial<Reconciliation> = {}) {
  const asked: ReconcileRequest[] = [];
  const runs = {
    async reconcile(request: ReconcileRequest, onProgress: (progress: object) => void) {
      asked.push(request);
      onProgress({ doing: 'runs', done: 2, of: 3 });
      return { ...answer, ...told };
    },
  } as unknown as Runs;
  const ran = await evergreen(typed, { withRuns: (work) => work(runs) });
  return { ...ran, asked };
}

describe('evergreen reconcile', () => {
  it('says where records differ, and what to do', async () => {
    const { code, out, err, asked } = await reconciling('reconcile');
    assert.equal(code, 0);
    assert.deepEqual(asked, [{ days: 7 }]);
    assert.equal(err, 'runs: 2 of 3\n');
    assert.equal(
      out,
      `3 runs, 15 rows and 9 mails since 2026-11-01T00:00:00.000Z

A row of the tracker is gone: 1
  With --fix it is made again.
  assessment/a/4

A row says something else than its run: 1
  With --fix it says what the run says; what was edited there never changed what is sent.
  no-show/c/d/2  https://www.notion.so/p1  Status is "sent", expected failed

Somebody in a sequence got a mail that no run has sent: 1
  Was it sent by hand, or by another program? If by an older system, stop that one.
  assessment/b  https://resend.com/emails/e-1
`,
    );
  });

  it('repairs when it is told to, and says how much', async () => {
    const { out, asked } = await reconciling('reconcile --fix --days 28');
    assert.deepEqual(asked, [{ days: 28, fix: true }]);
    assert.match(out, /\nRepaired: 2 rows of the tracker\.\n$/);
  });

  it('says that all agree, and what could not be read', async () => {
    const { out } = await reconciling('reconcile', { found: [], unread: ['Resend does not tell'] });
    assert.match(out, /\nResend does not tell\nWhat was read agrees\.\n$/);
    const whole = await reconciling('reconcile', { found: [], unread: [] });
    assert.match(whole.out, /\nThey agree\.\n$/);
  });

  it('takes whole days that Temporal remembers', async () => {
    for (const days of ['0', '29', '1.5', 'x']) {
      const { code, err, asked } = await reconciling(`reconcile --days ${days}`);
      assert.deepEqual([code, asked], [2, []]);
      assert.match(err, /Expected a whole number of days from 1 to 28/);
    }
  });
});
