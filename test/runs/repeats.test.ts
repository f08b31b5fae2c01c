import assert from 'node:assert/strict';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { sequenceOf } from '../../src/campaign/sequences/index.js';
import { TemporalAway } from '../../src/domain/errors.js';
import type { Person } from '../../src/domain/run/run.js';
import { createRuns } from '../../src/runs/runs.js';

const startedAt = new Date('2025-12-01T12:00:00Z');

interface Known {
  status?: 'RUNNING' | 'COMPLETED' | 'FAILED';
  historyLength?: number;
}

/** A Temporal that knows every workflow already, as the first event of each has started it. */
function temporalThatKnows({ status = 'RUNNING', historyLength = 10 }: Known) {
  const told: string[] = [];
  const memos = new Map<string, object | undefined>();
  const workflow = {
    async start(_: string, { workflowId, memo }: { workflowId: string; memo?: object }) {
      if (!memos.has(workflowId)) return memos.set(workflowId, memo);
      throw new WorkflowExecutionAlreadyStartedError('', workflowId, '');
    },
    getHandle: (workflowId: string) => ({
      describe: async () => ({
        workflowId,
        runId: '1',
        status: { name: status },
        startTime: startedAt,
        memo: memos.get(workflowId),
        historyLength,
      }),
      signal: async () => told.push(workflowId),
      query: async () => ({ status: 'running', emails: [], history: [] }),
    }),
    async signalWithStart(_: string, { workflowId }: { workflowId: string }) {
      told.push(workflowId);
      return { signaledRunId: '1' };
    },
  };
  const connection = { withDeadline: <T>(_: number, work: () => Promise<T>) => work() };
  return { client: { workflow, connection } as unknown as Client, told };
}

const personOf = (firstName: string): Person => ({
  contact: { email: 'a@b.org', firstName, key: 'k' },
  data: {},
  segment: null,
});

describe('an event that is told again', () => {
  const doorTo = (known: Known, now = startedAt) => {
    const { client, told } = temporalThatKnows(known);
    const runs = createRuns({ client, now: () => now });
    const start = (firstName: string) => {
      const { sequence, workflowType } = sequenceOf('no-show') ?? assert.fail();
      const acceptedAt = now.toISOString();
      const input = { ...personOf(firstName), sequence, isTesting: false, acceptedAt, emails: [] };
      return runs.start({ id: 'no-show/k/1', workflowType, input });
    };
    return { told, start, record: (firstName: string) => runs.recordContact(personOf(firstName)) };
  };

  it('is told to its run once, whatever comes between', async () => {
    const { told, start } = doorTo({});
    for (const name of ['Ann', 'Ann', 'Bo', 'Bo', 'Ann', 'Bo']) await start(name);
    assert.deepEqual(told, ['no-show/k/1'], 'Bo alone is news');
  });

  it('is told to a contact that is being recorded once', async () => {
    const { told, record } = doorTo({});
    for (const name of ['Ann', 'Ann', 'Bo', 'Bo']) await record(name);
    assert.deepEqual(told, ['signup/k']);
  });

  it('is recorded again after an hour, as somebody may have changed Notion, or when it had failed', async () => {
    const later = new Date('2025-12-01T13:00:00Z');
    for (const [known, now, expected] of [
      [{ status: 'COMPLETED' }, startedAt, 0],
      [{ status: 'COMPLETED' }, later, 1],
      [{ status: 'FAILED' }, startedAt, 1],
    ] as const) {
      const { told, record } = doorTo(known, now);
      await record('Ann');
      await record('Ann');
      assert.equal(told.length, expected, `${known.status} ${now.toISOString()}`);
    }
  });

  it('leaves room for stops: a run that was told too much hears no more, and Notion does', async () => {
    const { told, start } = doorTo({ historyLength: 9_000 });
    await start('Ann');
    await start('Bo');
    assert.deepEqual(told, [], 'the contact is recorded by a workflow of its own');
    await assert.rejects(start('Cy'), TemporalAway, 'until that is full, too');
    assert.deepEqual(told, []);
  });
});
