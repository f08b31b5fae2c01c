import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { isGone, orGone } from '../../src/runs/gone.js';
import { findHistories } from '../../src/runs/histories.js';
import { readAccount } from '../../src/runs/history-account.js';
import { patiently } from '../../src/runs/patiently.js';
import { createRuns } from '../../src/runs/runs.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';

/** What is deleted between being found and being read, as whoever asks a question deletes it. */
describe('an execution that is gone since it was found', () => {
  let env: TestWorkflowEnvironment;
  let gone: { workflowId: string; runId: string };
  before(async () => {
    env = await startSkippingDevServer();
    const { client } = env;
    const start = { taskQueue: 'nobody', workflowId: 'question/1' };
    const handle = await client.workflow.start('answerQuestion', start);
    gone = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
  });
  after(() => env?.teardown());

  /** Deletes it, as the server does in the background. */
  async function remove(): Promise<void> {
    const { client } = env;
    const { namespace } = client.options;
    await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: gone });
    await eventually('it is gone', async () => {
      const { workflowId, runId } = gone;
      const described = await orGone(() => client.workflow.getHandle(workflowId, runId).describe());
      return described === undefined;
    });
  }

  it('is passed over by whoever reads histories, accounts and keys', async () => {
    const { client } = env;
    await eventually('it is listed', async () => {
      return (await client.workflow.count("WorkflowId = 'question/1'")).count === 1;
    });
    const { each } = await findHistories(client, "WorkflowId = 'question/1'");
    const reads: (() => Promise<unknown>)[] = [];
    for await (const { read } of each) reads.push(read);
    assert.equal(reads.length, 1);
    await remove();
    assert.equal(await reads[0]?.(), undefined);
    const runs = createRuns({ client, now: () => new Date() });
    const { workflowId: id, runId } = gone;
    const type = 'answerQuestion';
    const held = { id, runId, type, startedAt: new Date().toISOString(), isOpen: false };
    assert.equal(await runs.accountOf(held), undefined);
  });

  it('is not asked for again', async () => {
    const { client } = env;
    let tries = 0;
    const { workflowId: id, runId } = gone;
    const held = { id, runId, type: 'any', startedAt: '', isOpen: false };
    await assert.rejects(
      patiently(() => {
        tries += 1;
        return readAccount(client, held);
      }),
      isGone,
    );
    assert.equal(tries, 1);
  });

  it('is not what a namespace is that there is not', async () => {
    const elsewhere = new Client({ connection: env.client.connection, namespace: 'nowhere' });
    const { workflowId, runId } = gone;
    const work = () => elsewhere.workflow.getHandle(workflowId, runId).fetchHistory();
    await assert.rejects(work, (error) => !isGone(error));
  });
});
