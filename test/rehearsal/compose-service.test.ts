import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { commandOf, environmentHere, healthCheckOf, type Setup } from '../../rehearsal/commands.js';
import {
  durationMs,
  heapMb,
  isJob,
  patienceMs,
  portsOf,
  startOrder,
  translateSetting,
  versionOf,
} from '../../rehearsal/compose-service.js';
import { pinOf } from '../../rehearsal/pins.js';
import { readImage } from '../../rehearsal/release.js';
import { service } from '../support/compose-file.js';
import { ownEnvironment } from '../support/own-environment.js';

/** Where each service's port is here: the one there, with a 1 before it. */
const places = {
  project: '/project',
  portOf: (name: string, port: string) => {
    assert.ok(portsOf(name).includes(port), `${name} does not listen on ${port}`);
    return Number(`${name.endsWith('-2') ? 2 : 1}${port}`);
  },
};
const setup: Setup = {
  parts: { postgresql: '/pg', temporal: '/server', client: '/client' },
  release: { label: 'this', folder: '/release', node: '/node/bin' },
  env: { ...ownEnvironment, POSTGRES_PASSWORD: 'secret' },
  places,
  data: '/data',
  temporalPorts: { HISTORY_GRPC_PORT: 17_234 },
};

describe('the rehearsal of docker-compose.temporal.yml', () => {
  it('gives every process what the file says, at the addresses that are here', () => {
    const { argv, env, cwd, graceMs } = commandOf('worker', 'worker-2', setup);
    assert.deepEqual(argv, ['/node/bin/node', '--max-old-space-size=819', 'dist/src/worker.js']);
    assert.deepEqual([cwd, graceMs], ['/release', 60_000]);
    const { TEMPORAL_ADDRESS, METRICS_PORT, NODE_ENV, TZ } = env;
    assert.deepEqual(
      [TEMPORAL_ADDRESS, METRICS_PORT, NODE_ENV, TZ],
      ['127.0.0.1:17233', '29464', 'production', 'UTC'],
    );
    assert.equal('ADMIN_TOKEN' in env, false, "the API's alone");
    const api = commandOf('api', 'api', setup);
    assert.deepEqual([api.env['HOST'], api.env['PORT']], ['127.0.0.1', '18000']);
  });

  it('starts Temporal with the file for its dynamic settings, on ports of its own', () => {
    const { env } = commandOf('temporal', 'temporal', setup);
    assert.equal(env['DYNAMIC_CONFIG_FILE_PATH'], '/project/deploy/dynamic-config.yaml');
    assert.deepEqual(
      [env['POSTGRES_SEEDS'], env['DB_PORT'], env['BIND_ON_IP'], env['POSTGRES_USER']],
      ['127.0.0.1', '15432', '127.0.0.1', 'temporal'],
    );
    assert.deepEqual([env['FRONTEND_GRPC_PORT'], env['HISTORY_GRPC_PORT']], ['17233', '17234']);
    assert.equal(env['NUM_HISTORY_SHARDS'], '4');
  });

  it('runs the jobs and health checks as they stand there', () => {
    const job = commandOf('temporal-schema', 'temporal-schema', setup);
    assert.deepEqual(job.argv, ['/bin/sh', '/project/deploy/schema.sh']);
    assert.deepEqual([job.env['SQL_HOST'], job.env['SQL_PORT']], ['127.0.0.1', '15432']);
    const { argv } = healthCheckOf('temporal', 'temporal', setup);
    assert.deepEqual(argv, ['nc', '-z', '127.0.0.1', '17233']);
  });

  it('refuses what names a port that nobody listens on', () => {
    assert.throws(() => translateSetting('DB_PORT', '5433', 'temporal', places), /5433/);
    assert.throws(() => translateSetting('ANY_PORT', '9464', 'temporal', places), /whose/);
    assert.throws(() => translateSetting('ANY_ADDRESS', 'temporal:7234', 'api', places));
  });

  it('can make every service but the Web UI and those of a profile, from what it waits for to what waits', () => {
    const order = startOrder();
    assert.deepEqual(order.slice(0, 4), [
      'postgresql',
      'temporal-schema',
      'temporal',
      'temporal-namespace',
    ]);
    assert.deepEqual(order.slice(4).toSorted(), ['api', 'worker']);
    for (const name of order) {
      assert.ok(commandOf(name, name, setup).argv.length > 0);
      assert.ok(environmentHere(name, name, setup)['PATH']?.includes('/pg/bin'));
      assert.equal(patienceMs(service(name)) === 0, isJob(name));
    }
  });

  it('reads durations and memory as Compose writes them', () => {
    assert.deepEqual(['1h30m', '60s', '500ms'].map(durationMs), [5_400_000, 60_000, 500]);
    for (const wrong of ['', '60', '5 s', '1y']) assert.throws(() => durationMs(wrong));
    assert.deepEqual(['512m', '1g'].map(heapMb), [409, 819]);
  });

  it('knows the sum of every version that the file and the Dockerfile name', async () => {
    if (process.platform !== 'linux' || process.arch !== 'x64') return;
    const image = readImage(await readFile('Dockerfile', 'utf8'));
    assert.match(pinOf('postgres', versionOf('postgresql')), /^\w{64}$/);
    assert.match(pinOf('temporal', versionOf('temporal')), /^h1:/);
    assert.match(pinOf('node', image.node), /^sha512-/);
    assert.deepEqual(image.installs.slice(0, 3), ['npm', 'ci', '--omit=dev']);
    assert.throws(() => pinOf('temporal', '1.99.0'), /no sum of temporal 1\.99\.0/);
  });
});
