import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  connect as connectHttp2,
  constants,
  createServer as createHttp2,
  type Http2Server,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Chance } from '../../proofs/torture/random.js';
import { type CallFault, openTemporalProxy } from '../../proofs/torture/temporal-proxy.js';
import { startSkippingDevServer } from '../support/temporal.js';

/** Of gRPC. */
const codes = { exhausted: 8, unavailable: 14 };

describe('the proxy before Temporal', () => {
  let env: TestWorkflowEnvironment;
  let proxy: Awaited<ReturnType<typeof openTemporalProxy>>;
  let connection: Connection;
  before(async () => {
    env = await startSkippingDevServer();
    proxy = await openTemporalProxy(env.address, new Chance(1), { least: 20, most: 20 });
    // Of the proxy's answers none may be tried again behind our back.
    connection = await Connection.connect({ address: proxy.address, interceptors: [] });
  });
  afterEach(() => proxy.setFaults([]));
  after(async () => {
    await connection?.close();
    proxy?.close();
    await env?.teardown();
  });

  /** The code with which starting a workflow was refused; undefined where it was not. */
  async function start(workflowId: string, ...faults: CallFault[]): Promise<number | undefined> {
    proxy.setFaults(faults);
    const request = {
      namespace: env.namespace ?? 'default',
      workflowId,
      requestId: workflowId,
      workflowType: { name: 'any' },
      taskQueue: { name: 'nobody' },
    };
    try {
      await connection.workflowService.startWorkflowExecution(request);
      return undefined;
    } catch (error) {
      return (error as { code?: number }).code;
    } finally {
      proxy.setFaults([]);
    }
  }

  async function isThere(workflowId: string): Promise<boolean> {
    const { workflow } = env.client;
    return workflow
      .getHandle(workflowId)
      .describe()
      .then(
        () => true,
        () => false,
      );
  }

  for (const [how, code, isCarriedOut] of [
    ['refused', codes.unavailable, false],
    ['exhausted', codes.exhausted, false],
    ['slow', undefined, true],
    ['lost', codes.unavailable, true],
  ] as const) {
    it(`has a call ${how}`, async () => {
      assert.equal(await start(`of/${how}`, { how, probability: 1 }), code);
      assert.equal(await isThere(`of/${how}`), isCarriedOut);
      assert.equal(proxy.hits[how], 1);
    });
  }

  it('has a connection break once a call on it is carried out', async () => {
    assert.equal(await start('of/cut', { how: 'cut', probability: 1 }), codes.unavailable);
    assert.equal(await isThere('of/cut'), true);
    assert.equal(await start('of/cut/again'), undefined, 'the next one has another connection');
  });

  it('hits the calls that it is told of alone, and hides what the server refuses from nobody', async () => {
    const fault: CallFault = { how: 'refused', methods: ['DescribeNamespace'], probability: 1 };
    assert.equal(await start('of/other', fault), undefined);
    const client = new Client({ connection });
    await assert.rejects(client.workflow.getHandle('of/nobody').describe(), /not found/i);
  });

  it('is as away as the server is', async () => {
    const dying = createHttp2();
    const [port, stop] = await listen(dying);
    const before = await openTemporalProxy(`127.0.0.1:${port}`, new Chance(1));
    stop();
    await assert.rejects(Connection.connect({ address: before.address, connectTimeout: '500ms' }));
    before.close();
  });

  it('begins nothing on a connection that the server wants to end, and ends what has begun', async () => {
    const server = createHttp2();
    const [port, stop] = await listen(server);
    const before = await openTemporalProxy(`127.0.0.1:${port}`, new Chance(1), slowEnough);
    const client = connectHttp2(`http://${before.address}`);
    client.on('error', () => undefined); // a connection that is ended with calls on it may say so
    try {
      const begun = client.request({ ':path': '/begun', ':method': 'POST' });
      const [onServer] = await once(server, 'stream');
      before.setFaults([{ how: 'slow', probability: 1 }]);
      const waits = client.request({ ':path': '/waits', ':method': 'POST' });
      const isRefused = once(waits, 'close').catch(() => undefined);
      (onServer.session as ServerHttp2Session).goaway();
      await once(client, 'goaway');
      await isRefused;
      assert.equal(waits.rstCode, constants.NGHTTP2_REFUSED_STREAM);
      onServer.respond({ ':status': 200 }, { endStream: true });
      const [said] = await once(begun, 'response');
      assert.equal(said[':status'], 200);
    } finally {
      client.destroy();
      before.close();
      stop();
    }
  });
});

/** A call waits in the proxy until it has surely heard what the server says of the connection. */
const slowEnough = { least: 500, most: 500 };

async function listen(server: Http2Server): Promise<[port: number, stop: () => void]> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [(server.address() as AddressInfo).port, () => server.close()];
}
