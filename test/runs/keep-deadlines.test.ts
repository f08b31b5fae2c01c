import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Server, ServerCredentials, status, type UntypedHandleCall } from '@grpc/grpc-js';
import { Client, Connection } from '@temporalio/client';
import { within } from '../../src/runs/deadline.js';
import { keepingDeadlines } from '../../src/runs/keep-deadlines.js';

const service = '/temporal.api.workflowservice.v1.WorkflowService';

/** A Temporal whose every answer is this refusal. */
async function startRefusing(code: status, details: string) {
  let calls = 0;
  const server = new Server();
  const refuse: UntypedHandleCall = (_: unknown, answer: (error: object) => void) => {
    calls += 1;
    answer({ code, details });
  };
  const none = () => Buffer.alloc(0);
  const method = {
    path: `${service}/QueryWorkflow`,
    requestStream: false,
    responseStream: false,
    requestSerialize: none,
    requestDeserialize: none,
    responseSerialize: none,
    responseDeserialize: none,
  };
  server.addService({ QueryWorkflow: method }, { QueryWorkflow: refuse });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, calls: () => calls, stop: () => server.forceShutdown() };
}

describe('the retries of a call to Temporal', () => {
  afterEach(() => mock.restoreAll());

  /** Asks once, for as long as is said; gives how often the server was called, and retries were waited for. */
  async function ask(details: string, ms: number) {
    const timers = mock.method(globalThis, 'setTimeout');
    const server = await startRefusing(status.RESOURCE_EXHAUSTED, details);
    const connection = Connection.lazy({ address: server.address, ...keepingDeadlines });
    const client = new Client({ connection });
    const query = () => client.workflow.getHandle('a/1').query('getTimeline');
    await assert.rejects(within(client, ms, query));
    await connection.close();
    server.stop();
    const waits = timers.mock.calls.filter(({ arguments: [work] }) => work.name === 'retry');
    return { calls: server.calls(), waits: waits.length };
  }

  it('end with its deadline, so that none comes when the connection is closed', async () => {
    assert.deepEqual(await ask('namespace rate limit exceeded', 700), { calls: 1, waits: 0 });
  });

  it('come soon where a run is busy for a moment', async () => {
    const { calls, waits } = await ask('Workflow is busy.', 900);
    assert.ok(calls >= 3, String(calls));
    assert.equal(waits, calls - 1, 'all that were waited for have come');
  });
});
