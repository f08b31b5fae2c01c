import assert from 'node:assert/strict';
import {
  Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { previewCatchUp } from '../../src/runs/late.js';
import { createRuns } from '../../src/runs/runs.js';
import type { SignalRuns } from '../../src/runs/signal-runs.js';
import type { SwitchReply } from '../../src/runs/switch.js';
import { isRun } from '../../src/runs/visibility-query.js';
import { switchedOn } from '../../src/workflows/messages.js';
import { withFakeClock } from '../support/fake-clock.js';
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

  it('needs no preview, where that fails', async () => {
    const thrown: unknown[] = [];
    const client = new Client({
      connection, // which lists nothing
      interceptors: {
        workflow: [
          {
            describe: async () => switchedOffDescription('2025-12-01T10:00:00.000Z'),
            async startUpdate({ args }) {
              thrown.push(args[0]);
              return { updateId: '1', workflowRunId: '1', outcome: { success: {} } };
            },
          },
        ],
      },
    });
    const answer = await loneApi({ client }).request('/switch', {
      method: 'POST',
      headers: { ...json, Authorization: 'Bearer admin-token' },
      body: JSON.stringify({ by: 'Ann', sending: true, mode: 'catch-up' }),
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(thrown, [{ by: 'Ann', sending: true, mode: 'catch-up' }]);
    const { previewMissing, ...rest } = (await answer.json()) as SwitchReply;
    assert.match(previewMissing ?? '', /^runs could not be listed in time/);
    assert.deepEqual(rest, { sending: true, skipped: [], late: [], unjudged: 0 });
  });

  /** What is told of the runs that Temporal lists. */
  const preview = (listWorkflowExecutions: () => Promise<object>, deadlineMs?: number) => {
    const { options } = new Client({ connection });
    const client = { connection, options, workflowService: { listWorkflowExecutions } };
    const now = () => new Date('2025-12-02T00:00:00Z');
    return previewCatchUp({ client: client as unknown as Client, now }, deadlineMs);
  };

  it('does not wait for a preview that takes too long', async () => {
    const { previewMissing } = await preview(() => new Promise(() => {}), 10);
    assert.match(previewMissing ?? '', /^runs could not be listed in time/);
  });

  it('counts the runs of which too little is kept, or unreadably', async () => {
    const toPayload = (value: unknown) => defaultPayloadConverter.toPayload(value);
    const run = (workflowId: string, memo: object) => ({
      execution: { workflowId },
      memo: { fields: memo },
      searchAttributes: { indexedFields: { NextSendAt: toPayload('2025-12-01T00:00:00Z') } },
    });
    const executions = [
      run('assessment/old', { emails: toPayload([]) }),
      run('assessment/unreadable', { emails: { metadata: {} }, pace: { metadata: {} } }),
      run('assessment/late', {
        emails: toPayload([]),
        pace: toPayload({ graceMs: 48 * HOUR, gapMs: 12 * HOUR }),
      }),
    ];
    const told = await preview(async () => ({ executions, nextPageToken: [] }));
    const at = { plannedAt: '2025-12-01T00:00:00.000Z', dueAt: '2025-12-02T00:00:00.000Z' };
    const late = [{ id: 'assessment/late', ...at }];
    assert.deepEqual(told, { skipped: [], late, unjudged: 2 });
  });
});

describe('runs that are told that sending is on again', () => {
  const connection = connectToNobody();
  after(() => connection.close());
  const at = '2025-12-01T12:00:00.000Z';
  const message = { mode: 'shift', offAt: '2025-12-01T10:00:00.000Z', at, by: 'Ann' } as const;
  const began = `${isRun} AND StartTime <= '${at}'`;

  for (const [audience, query] of [
    ['due', `${began} AND NextSendAt <= '${at}'`],
    ['rest', `${began} AND (NextSendAt > '${at}' OR NextSendAt IS NULL)`],
    ['unlisted', `${isRun} AND StartTime BETWEEN '2025-12-01T11:59:00.000Z' AND '${at}'`],
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

/** Whoever sends asks each time, and believes an answer for a second. */
describe('the sending switch, as whoever sends knows it', () => {
  const connection = connectToNobody();
  after(() => connection.close());

  it('is asked for anew after a second, also when the clock of the machine was set back by hours', async () => {
    const offAt = '2025-12-01T10:00:00.000Z';
    let isOff = false;
    const client = new Client({
      connection,
      interceptors: {
        workflow: [
          {
            async describe() {
              if (isOff) return switchedOffDescription(offAt);
              throw new WorkflowNotFoundError('', 'sending-switch', undefined);
            },
          },
        ],
      },
    });
    const { sendingOffAt } = createRuns({ client, now: () => new Date() });
    await withFakeClock(async (clock) => {
      clock.tick(8 * HOUR);
      assert.equal(await sendingOffAt(SECOND), undefined);
      clock.setSystemTime(0);
      isOff = true;
      assert.equal(await sendingOffAt(SECOND), undefined, 'as of a moment ago');
      clock.tick(SECOND);
      assert.equal(await sendingOffAt(SECOND), offAt);
    });
  });
});
