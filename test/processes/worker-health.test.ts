import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { serveReadiness } from '../../src/processes/worker-health.js';
import { service } from '../support/compose-file.js';
import { freePorts } from '../support/sandbox-process.js';

/** Runs a container's health check here: the exit code of its very command. */
async function check(name: string, env: Record<string, string>): Promise<number> {
  const [kind, command = '', ...args] = service(name).healthcheck?.test ?? [];
  assert.deepEqual([kind, command], ['CMD', 'node']);
  const [code] = await once(spawn(process.execPath, args, { env }), 'exit');
  return Number(code);
}

describe('serveReadiness', () => {
  it('passes the health check while the workers take tasks, and fails it otherwise', async () => {
    const [port = 0] = await freePorts(1);
    const isHealthy = async () => (await check('worker', { METRICS_PORT: String(port) })) === 0;
    let areRunning = true;
    assert.equal(await isHealthy(), false);
    const health = await serveReadiness({ host: '127.0.0.1', port, areRunning: () => areRunning });
    assert.equal(await isHealthy(), true);
    areRunning = false;
    assert.equal(await isHealthy(), false);
    health.close();
  });
});

describe("the API's health check", () => {
  it('fails when nobody answers', async () => {
    const [port = 0] = await freePorts(1);
    assert.equal(await check('api', { PORT: String(port) }), 1);
  });
});
