import assert from 'node:assert/strict';
import {
  Client,
  WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionInfo,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { previewCatchUp } from '../../src/runs/late.js';
import { createRuns } from '../../src/runs/runs.js';
import type { SignalRuns } from '../../src/runs/signal-runs.js';
import type { SwitchReply } from '../../src/runs/switch.js';
import { switchedOn } from '../../src/workflows/messages.js';
import { json, loneApi } from '../support/lone-api.js';
import { connectToNobody } from '../support/nobody.js';
import { switchedOffDescription } from '../support/switch-temporal.js';

/** Sending was switched on a moment ago, so that the switch's workflow is just ending. */
describe('switching sending off again', () => {
  const connection = connectToNobody();
  after(() => connection.close());

  /** How it is answered when the workflow has ended by the `ended`th start. */
  const switchOff = async (ended: number) => {
    let starts = 0;
    const client = new Client({
      connection,
      interceptors: {
        workflow: [
          {
            async startWithDetails({ options: { workflowId } }) {
              starts += 1;
              if (starts >= ended) return { runId: '1', eagerlyStarted: false };
              throw new WorkflowExecutionAlreadyStartedError('', workflowId, 'sendingSwitch');
            },
            async describe() {
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
            async startUpdate() {
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
            async query() {
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
          },
        ],
      },
    });
    const { status } = await loneApi({ client }).request('/switch', {
      method: 'POST',
      headers: { ...json, Authorization: 'Bearer admin-token' },
      body: JSON.stringify({ by: 'Ann', sending: false }),
    });
    return { status, starts };
  };

  it('starts it anew when it ends before it can be told', async () => {
    assert.deepEqual(await switchOff(2), { status: 200, starts: 2 });
  });

  it('is never answered with success when it is not off', async () => {
    assert.equal((await switchOff(Number.POSITIVE_INFINITY)).status, 503);
  });
});

/** What is late is found among runs that Temporal lists, which may be slow or fail. */
describe('switching sending on with "catch-up"', () => {
  const connection = connectToNobody();
  after(() => connection.close());

  class Listing extends WorkflowClient {
    runs: () => AsyncIterable<WorkflowExecutionInfo> = noRuns;

    protected override _list(): AsyncIterable<WorkflowExecutionInfo> {
      return this.runs();
    }
  }

  const switchOn = async (runs: Listing['runs']) => {
    const workflow = new Listing({
      connection,
      interceptors: [
        {
          describe: async () => switchedOffDescription('2025-12-01T10:00:00.000Z'),
          async startUpdate({ args }) {
            thrown.push(args[0]);
            return { updateId: '1', workflowRunId: '1', outcome: { success: {} } };
          },
        },
      ],
    });
    workflow.runs = runs;
    const thrown: unknown[] = [];
    const client = Object.assign(new Client({ connection }), { workflow });
    const answer = await loneApi({ client }).request('/switch', {
      method: 'POST',
      headers: { ...json, Authorization: 'Bearer admin-token' },
      body: JSON.stringify({ by: 'Ann', sending: true, mode: 'catch-up' }),
    });
    return { status: answer.status, body: (await answer.json()) as SwitchReply, thrown };
  };

  it('needs no preview, where that fails', async () => {
    const { status, body, thrown } = await switchOn(fails);
    assert.equal(status, 200);
    assert.deepEqual(thrown, [{ by: 'Ann', sending: true, mode: 'catch-up' }]);
    const { previewMissing, ...rest } = body;
    assert.match(previewMissing ?? '', /^runs could not be listed in time/);
    assert.deepEqual(rest, { sending: true, skipped: [], late: [], unjudged: 0 });
  });

  it('does not wait for a preview that takes too long', async () => {
    const client = Object.assign(new Client({ connection }), { workflow: { list: never } });
    const preview = await previewCatchUp({ client, now: () => new Date() }, 10);
    assert.match(preview.previewMissing ?? '', /^runs could not be listed in time/);
  });

  it('counts the runs that it could not judge', async () => {
    const { body } = await switchOn(tooLittleKept);
    assert.deepEqual(body, { sending: true, skipped: [], late: [], unjudged: 1 });
  });
});

describe('runs that are told that sending is on again', () => {
  const connection = connectToNobody();
  after(() => connection.close());
  const at = '2025-12-01T12:00:00.000Z';
  const message = { mode: 'shift', offAt: '2025-12-01T10:00:00.000Z', at, by: 'Ann' } as const;
  const began = `StartTime <= '${at}'`;

  for (const [audience, query] of [
    ['due', `${began} AND NextSendAt <= '${at}'`],
    ['rest', `${began} AND (NextSendAt > '${at}' OR NextSendAt IS NULL)`],
    ['unlisted', `StartTime BETWEEN '2025-12-01T11:59:00.000Z' AND '${at}'`],
  ] as const) {
    it(`began before, and are those: ${audience}`, async () => {
      const signalled: object[] = [];
      const signalRuns: SignalRuns = async (asked) => signalled.push(asked) > 0;
      const client = new Client({ connection });
      const runs = createRuns({ client, now: () => new Date(), signalRuns });
      assert.equal(await runs.tellSwitchedOn({ message, audience, jobId: 'one' }), true);
      assert.deepEqual(signalled, [{ query, signal: switchedOn, message, jobId: 'one' }]);
    });
  }
});

async function* noRuns(): AsyncIterable<WorkflowExecutionInfo> {}

async function* never(): AsyncIterable<WorkflowExecutionInfo> {
  await new Promise(() => {});
  yield* noRuns();
}

async function* fails(): AsyncIterable<WorkflowExecutionInfo> {
  yield* noRuns();
  throw new Error('the memo of one run cannot be read');
}

async function* tooLittleKept(): AsyncIterable<WorkflowExecutionInfo> {
  const run = { workflowId: 'assessment/old', memo: { emails: [] } };
  yield { ...run, typedSearchAttributes: { get: () => new Date(0) } } as never;
}
