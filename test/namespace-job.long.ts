import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { locate } from '../scripts/tools.mjs';
import { startTemporalServer, type TemporalServer } from '../src/sandbox/temporal-server.js';
import { attributes } from '../src/workflows/messages.js';
import { freePorts } from './support/sandbox-process.js';

/** The one-shot job of docker-compose.temporal.yml, run here against Temporal's dev server. */
describe('deploy/namespace.sh', () => {
  let folder: string;
  let server: TemporalServer;

  before(async () => {
    const binary = locate('temporal');
    assert.ok(binary, 'temporal is missing; run "npm test", which fetches it first');
    const [port = 0, uiPort = 0] = await freePorts(2);
    folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    server = await startTemporalServer({ binary, folder, port, uiPort });
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const run = (command: string, ...args: string[]): string => {
    const path = [dirname(locate('temporal') ?? ''), process.env['PATH']].join(delimiter);
    const env = { PATH: path, TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'fresh' };
    const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
    assert.equal(status, 0, `${command}: ${stdout}${stderr}`);
    return stdout;
  };
  const retention = () =>
    /WorkflowExecutionRetentionTtl\s+(\S+)/.exec(
      run('temporal', 'operator', 'namespace', 'describe', '-n', 'fresh'),
    )?.[1];

  it('makes the namespace with 30 days of retention and the search attributes', () => {
    assert.match(run('sh', 'deploy/namespace.sh'), /registered/);
    assert.equal(retention(), '720h0m0s');
    const list = run('temporal', 'operator', 'search-attribute', 'list');
    for (const { name, type } of Object.values(attributes)) {
      assert.match(list, new RegExp(`${name} +${type.replace('_', '')}`, 'i'));
    }
  });

  it('changes nothing when it runs again, and shortens no longer retention', () => {
    run('temporal', 'operator', 'namespace', 'update', '-n', 'fresh', '--retention', '90d');
    const said = run('sh', 'deploy/namespace.sh');
    assert.doesNotMatch(said, /registered|update|added/);
    assert.equal(retention(), '2160h0m0s');
  });
});
