import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { within } from '../../src/runs/deadline.js';
import { keepingDeadlines } from '../../src/runs/keep-deadlines.js';

/** `RESOURCE_EXHAUSTED` in gRPC. */
const resourceExhausted = '8';

/** A Temporal whose every answer is this refusal. */
async function startRefusing(details: string) {
  let calls = 0;
  const server = createServer();
  server.on('stream', (stream) => {
    calls += 1;
    const refusal = { 'grpc-status': resourceExhausted, 'grpc-message': details };
    stream.respond({ 'content-type': 'application/grpc', ...refusal }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, calls: () => calls, stop: () => server.close() };
}

describe('the retries of a call to Temporal', () => {
  afterEach(() => mock.restoreAll());

  /** Asks once, for as long as is said; gives how often the server was called, and retries were waited for. */
  async function ask(details: string, ms: number) {
    const timers = mock.method(globalThis, 'setTimeout');
    const server = await startRefusing(details);
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
