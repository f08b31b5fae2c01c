import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
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

const { setTimeout: ownSetTimeout } = globalThis;

describe('the retries of a call to Temporal', () => {
  afterEach(() => {
    globalThis.setTimeout = ownSetTimeout;
  });

  /** Asks once, for as long as is said; gives how often the server was called, and retries were waited for. */
  async function ask(details: string, ms: number) {
    let waits = 0;
    globalThis.setTimeout = new Proxy(ownSetTimeout, {
      apply(target, self, given: [work: () => void, ms?: number]) {
        if (given[0].name === 'retry') waits += 1; // as the client names it
        return Reflect.apply(target, self, given);
      },
    });
    const server = await startRefusing(details);
    const connection = Connection.lazy({ address: server.address, ...keepingDeadlines });
    const client = new Client({ connection });
    const query = () => client.workflow.getHandle('a/1').query('getTimeline');
    await assert.rejects(within(client, ms, query));
    await connection.close();
    server.stop();
    return { calls: server.calls(), waits };
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
