import assert from 'node:assert/strict';
import {
  type Client,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import { sequenceOf } from '../../src/campaign/sequences/index.js';
import { TemporalAway } from '../../src/domain/errors.js';
import type { DeliveryReport } from '../../src/domain/run/delivery.js';
import type { Person } from '../../src/domain/run/run.js';
import { createRuns, type Runs } from '../../src/runs/runs.js';

const startedAt = new Date('2025-12-01T12:00:00Z');

interface Known {
  status?: 'RUNNING' | 'COMPLETED' | 'FAILED';
  historyLength?: number;
}

/** As a server is set up: then it refuses all further ones. */
const mostSignals = 10_000;

/**
 * A Temporal that knows every workflow already, as the first event of each has started it. Its runs keep
 * what they were told last, and their history grows by each signal.
 */
function temporalThatKnows({ status = 'RUNNING', historyLength = 10 }: Known) {
  const told: string[] = [];
  const memos = new Map<string, object | undefined>();
  const signals = new Map<string, number>();
  const signalsOf = (workflowId: string) => signals.get(workflowId) ?? 0;
  const take = (workflowId: string) => {
    if (signalsOf(workflowId) >= mostSignals) throw new ServiceError('it takes no more');
    signals.set(workflowId, signalsOf(workflowId) + 1);
    told.push(workflowId);
  };
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
        historyLength: historyLength + signalsOf(workflowId),
      }),
      async signal(_: unknown, message: { told?: string }) {
        take(workflowId);
        if (message.told) memos.set(workflowId, { told: message.told });
      },
      query: async () => ({ status: 'running', emails: [], history: [] }),
    }),
    async signalWithStart(_: string, { workflowId }: { workflowId: string }) {
      take(workflowId);
      return { signaledRunId: '1' };
    },
  };
  const connection = { withDeadline: <T>(_: number, work: () => Promise<T>) => work() };
  const options = { namespace: 'default' };
  return { client: { workflow, connection, options } as unknown as Client, told };
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
    const startBy = (door: Runs) => (firstName: string) => {
      const { sequence, workflowType } = sequenceOf('no-show') ?? assert.fail();
      const acceptedAt = now.toISOString();
      const input = { ...personOf(firstName), sequence, isTesting: false, acceptedAt, emails: [] };
      return door.start({ id: 'no-show/k/1', workflowType, input });
    };
    return {
      client,
      told,
      start: startBy(runs),
      /** The same in another process. */
      elsewhere: startBy(createRuns({ client, now: () => now })),
      record: (firstName: string) => runs.recordContact(personOf(firstName)),
      deliver: (event: DeliveryReport['event']) =>
        runs.recordDelivery('msg_1', {
          event,
          at: '2025-12-02T12:00:00.000Z',
          emailId: 're_1',
          email: 'a@b.org',
          contactKey: 'k',
          runId: 'no-show/k/1',
          number: 2,
        }),
    };
  };

  it('is told to its run once, whatever comes between', async () => {
    const { told, start } = doorTo({});
    for (const name of ['Ann', 'Ann', 'Bo', 'Bo', 'Ann', 'Bo']) await start(name);
    assert.deepEqual(told, ['no-show/k/1'], 'Bo alone is news');
  });

  it('is news once more where something else came between, and was told by another process', async () => {
    const { told, start, elsewhere } = doorTo({});
    for (const name of ['Ann', 'Bo']) await start(name);
    await elsewhere('Bo');
    assert.equal(told.length, 1, 'the run itself keeps what it was told last');
    for (const name of ['Ann', 'Ann']) await elsewhere(name);
    assert.equal(told.length, 2);
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

  it('is told to its run once where it is one of Resend, whatever its id', async () => {
    const { told, deliver } = doorTo({});
    const events = ['email.delivery_delayed', 'email.delivered', 'email.delivery_delayed'] as const;
    const answers = [];
    for (const event of events) answers.push((await deliver(event)).isNew);
    assert.deepEqual(answers, [true, true, false]);
    assert.equal(told.length, 2);
  });

  it('leaves its run as it was, 20,000 times', async () => {
    const { told, start, elsewhere } = doorTo({});
    for (let at = 0; at < 10_000; at += 1) {
      await start('Ann');
      await elsewhere('Ann');
    }
    assert.deepEqual(told, []);
  });

  it('leaves room for the stop of its run where it is another one 20,000 times', async () => {
    const { client, told, start, elsewhere } = doorTo({});
    let refused = 0;
    for (let at = 0; at < 10_000; at += 1) {
      for (const [door, tell] of [start, elsewhere].entries()) {
        await tell(`Ann ${at} ${door}`).catch((error: unknown) => {
          assert.ok(error instanceof TemporalAway);
          refused += 1;
        });
      }
    }
    const toRun = told.filter((id) => id === 'no-show/k/1').length;
    assert.ok(toRun > 8_000 && toRun < 9_500, String(toRun));
    assert.ok(refused > 0, 'what nobody takes is not said to be taken');
    await client.workflow.getHandle('no-show/k/1').signal('stop', {});
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
