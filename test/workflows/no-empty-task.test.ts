import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import {
  type ActivateInput,
  type ConcludeActivationInput,
  DeterminismViolationError,
} from '@temporalio/workflow';
import { makeBundle } from '../../src/processes/kept-bundle.js';
import { interceptors } from '../../src/workflows/no-empty-task.js';
import { asked, listens, told } from '../support/empty-task-workflow.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

describe('two tasks of a workflow in which nothing was to be done, then an update', () => {
  let env: TestWorkflowEnvironment;
  before(async () => {
    env = await startSkippingDevServer();
  });
  after(() => env.teardown());

  const bundleWith = (interceptorsPaths: string[]) =>
    makeBundle({
      workflowsPath: path('test/support/empty-task-workflow.ts'),
      project: path('.'),
      interceptorsPaths,
    });
  const mended = () => bundleWith([path('src/workflows/no-empty-task.ts')]);

  /** By a worker that remembers nothing, as after a restart; then what stands in history is replayed. */
  async function play(workflowBundle: { code: string }, { refusals = 0 } = {}): Promise<void> {
    let wake: (() => void) | undefined;
    const rest = async () => {
      if (!wake) await new Promise<void>((resolve) => (wake = resolve));
    };
    const worker = await Worker.create({
      connection: env.nativeConnection,
      namespace: env.namespace ?? 'default',
      taskQueue: randomUUID(),
      workflowBundle,
      activities: { rest },
      maxCachedWorkflows: 0,
    });
    const workflowId = randomUUID();
    const history = await worker.runUntil(async () => {
      const { taskQueue } = worker.options;
      const run = await env.client.workflow.start(listens, { taskQueue, workflowId });
      const tasksAreDone = (count: number) =>
        eventually(`${count} tasks are done`, async () => {
          const { events = [] } = await run.fetchHistory();
          const done = events?.filter((event) => event.workflowTaskCompletedEventAttributes);
          return done?.length === count;
        });
      await eventually('it rests', async () => wake !== undefined);
      await run.signal(told);
      await tasksAreDone(2);
      wake?.();
      await tasksAreDone(3);
      for (let count = 0; count < refusals; count += 1) {
        await assert.rejects(run.executeUpdate(asked, { args: [{ isRefused: true }] }));
      }
      await run.executeUpdate(asked, { args: [{ isRefused: false }] });
      return run.fetchHistory();
    });
    await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
  }

  it('replay, as each leaves an event of its own', async () => {
    await play(await mended());
  });

  it('replay after updates that were refused, too, of which nothing is left', async () => {
    await play(await mended(), { refusals: 2 });
  });

  it('would not replay else: where they do, Temporal has mended what src/workflows/no-empty-task.ts is for', async () => {
    await assert.rejects(play(await bundleWith([])), DeterminismViolationError);
  });
});

describe('an event of its own', () => {
  type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
  type Command = ConcludeActivationInput['commands'][number];

  /** How many commands are added to those that a task comes to. */
  function added(commands: Command[], ...jobs: Job[]): number {
    const [internal] = interceptors().internals ?? [];
    internal?.activate?.({ activation: { jobs }, batchIndex: 0 }, () => undefined);
    const all = internal?.concludeActivation?.({ commands }, (input) => input).commands;
    return (all?.length ?? 0) - commands.length;
  }
  const signal: Job = { signalWorkflow: {} };
  const update: Job = { doUpdate: {} };
  const rejected: Command = { updateResponse: { rejected: {} } };

  it('is made where a task was told something and comes to nothing', () => {
    assert.equal(added([], signal), 1);
    assert.equal(added([], { fireTimer: { seq: 1 } }), 1);
    assert.equal(added([rejected], update, signal), 1);
  });

  it('is made where what it comes to may stand nowhere', () => {
    assert.equal(added([{ startTimer: { seq: 1 } }, { cancelTimer: { seq: 1 } }], signal), 1);
    const activity = [{ scheduleActivity: { seq: 2 } }, { requestCancelActivity: { seq: 2 } }];
    assert.equal(added(activity, signal), 1);
    assert.equal(added([{ cancelTimer: { seq: 1 } }], signal), 1);
  });

  it('is not made where there is another', () => {
    assert.equal(added([{ startTimer: { seq: 2 } }, { cancelTimer: { seq: 1 } }], signal), 0);
    assert.equal(added([{ scheduleActivity: { seq: 1 } }], signal), 0);
    assert.equal(added([{ updateResponse: { accepted: {} } }], update), 0);
    assert.equal(added([{ completeWorkflowExecution: {} }], signal), 0);
  });

  it('is not made where nothing is replayed: a rejected update, a look', () => {
    assert.equal(added([rejected], update), 0);
    assert.equal(added([{ respondToQuery: {} }], { queryWorkflow: {} }), 0);
  });
});
