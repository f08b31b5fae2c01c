import assert from 'node:assert/strict';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RunSummary } from '../../src/domain/run/run.js';
import type { RunReply } from '../../src/runs/reply.js';
import { stop } from '../../src/workflows/messages.js';
import { promised } from '../campaign/promises/promises.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

interface Started {
  id: string;
  email: string;
  /** The number of the first email that we send. */
  first: number;
}

/** A stop meets each sequence at each point of its run. */
describe('a stop', () => {
  let people = 0;

  const real = inRealTime();

  /** One run of each sequence, each of a person of its own. */
  const startAll = () =>
    Promise.all(
      promised.map(async ({ name, least }): Promise<Started> => {
        people += 1;
        const email = `stop${people}@salon.example`;
        const { id, emails } = await real.world.accept({ email, ...least }, `/webhooks/${name}`);
        const first = emails.find(({ sentBy }) => sentBy === 'evergreen')?.number ?? 0;
        return { id, email, first };
      }),
    );
  const each = <T>(runs: Started[], work: (run: Started) => Promise<T>) =>
    Promise.all(runs.map(work));
  const signal = ({ id }: Started) =>
    real.world.client.workflow
      .getHandle(id)
      .signal(stop, { cause: 'operator', by: 'Ann', at: new Date().toISOString() });
  const read = async ({ id }: Started): Promise<RunReply> => await real.world.told(id);
  const enrolled = (runs: Started[]) =>
    each(runs, (run) =>
      eventually(`${run.id} is enrolled`, async () => (await real.world.rows(run.id)).length >= 3),
    );
  const isTried = ({ id }: Started) =>
    real.world.resend.log().some(({ idempotencyKey }) => idempotencyKey?.startsWith(id));
  const mailsTo = ({ email }: Started) =>
    real.world.resend.ledger().filter(({ to }) => to.includes(email)).length;

  /** The states of our own emails, first to last. */
  const states = ({ emails }: RunSummary, { first }: Started) =>
    emails.filter(({ number }) => number >= first).map(({ outcome }) => outcome);

  /** All runs end as stopped; their first email ended as `firstState`, the rest stopped. */
  async function expectStopped(runs: Started[], firstState: string, mails: number) {
    await each(runs, async (run) => {
      const summary = await real.world.result(run.id);
      assert.equal(summary.outcome, 'stopped:operator', run.id);
      const [seen, ...rest] = states(summary, run);
      assert.equal(seen, firstState, run.id);
      assert.ok(
        rest.every((state) => state === 'stopped'),
        run.id,
      );
      assert.equal(mailsTo(run), mails, run.id);
    });
  }

  it('before the first task leaves nothing to send', async () => {
    await real.world.stopWorkers();
    const runs = await startAll();
    await each(runs, signal);
    await real.world.startWorkers();
    await expectStopped(runs, 'stopped', 0);
  });

  it('in the first wait ends the run at once', async () => {
    const runs = await startAll();
    await enrolled(runs);
    await each(runs, signal);
    await expectStopped(runs, 'stopped', 0);
  });

  it('in a later wait keeps what was sent', async () => {
    const runs = await startAll();
    await enrolled(runs);
    await each(runs, ({ id }) => real.world.control(id, 'send-now'));
    await each(runs, (run) => eventually('it is sent', async () => mailsTo(run) === 1));
    await each(runs, signal);
    await expectStopped(runs, 'sent', 1);
  });

  it('while Notion cannot be asked withdraws the preparation', async () => {
    const runs = await startAll();
    await enrolled(runs);
    real.world.notion.setFaults([{ kind: 'status', status: 503, route: 'GET /pages/:id' }]);
    await each(runs, ({ id }) => real.world.control(id, 'send-now'));
    const isAsked = () =>
      real.world.notion.log().filter(({ status }) => status === 503).length >= runs.length;
    await eventually('each has asked', async () => isAsked());
    await each(runs, signal);
    await each(runs, (run) =>
      eventually('nothing is left to send, though Notion is still away', async () => {
        const { emails } = await read(run);
        return emails.every(({ state }) => state !== 'scheduled');
      }),
    );
    real.world.notion.setFaults([]);
    await expectStopped(runs, 'stopped', 0);
  });

  it('between attempts that were refused leaves the email unsent', async () => {
    const runs = await startAll();
    await enrolled(runs);
    real.world.resend.setFaults([
      { kind: 'status', status: 429, retryAfterSeconds: 1, route: 'POST /emails' },
    ]);
    await each(runs, ({ id }) => real.world.control(id, 'send-now'));
    await each(runs, (run) => eventually('it is tried', async () => isTried(run)));
    await each(runs, signal);
    real.world.resend.setFaults([]);
    await expectStopped(runs, 'stopped', 0);
  });

  it('between attempts that may have been accepted leaves the email unknown', async () => {
    const runs = await startAll();
    await enrolled(runs);
    real.world.resend.setFaults([{ kind: 'after', then: 'reset', route: 'POST /emails' }]);
    await each(runs, ({ id }) => real.world.control(id, 'send-now'));
    await each(runs, (run) => eventually('it is tried', async () => isTried(run)));
    await each(runs, signal);
    real.world.resend.setFaults([]);
    await expectStopped(runs, 'unknown', 1);
  });

  it('while the request is on the wire waits for its answer: that email counts as sent', async () => {
    const runs = await startAll();
    await enrolled(runs);
    real.world.resend.setFaults([{ kind: 'pause', delayMs: 1_000, route: 'POST /emails' }]);
    await each(runs, ({ id }) => real.world.control(id, 'send-now'));
    await each(runs, (run) => eventually('it is on the wire', async () => isTried(run)));
    await each(runs, signal);
    await expectStopped(runs, 'sent', 1);
    real.world.resend.setFaults([]);
  });

  it('after the last email, or after the end, changes nothing', async () => {
    const runs = await startAll();
    await enrolled(runs);
    real.world.notion.setFaults([{ kind: 'status', status: 503, route: 'PATCH /pages/:id' }]);
    await each(runs, async (run) => {
      const { emails } = await read(run);
      for (let left = emails.length - run.first + 1; left > 0; left -= 1) {
        const sent = mailsTo(run);
        await real.world.control(run.id, 'send-now');
        await eventually('it is sent', async () => mailsTo(run) > sent);
        await eventually('it is known', async () => {
          const now = await read(run);
          return now.emails.filter(({ state }) => state === 'scheduled').length < left;
        });
      }
    });
    await each(runs, signal);
    real.world.notion.setFaults([]);
    await each(runs, async (run) => {
      assert.equal((await real.world.result(run.id)).outcome, 'completed', run.id);
      await assert.rejects(signal(run), WorkflowNotFoundError);
    });
  });
});
