import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locate } from '../../scripts/tools.mjs';
import { type Reach, whyUnreachable } from '../../src/runs/unreachable.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { startTemporalServer, type TemporalServer } from '../../src/sandbox/temporal-server.js';
import { Authority, type Certificate, hasOpenssl } from '../support/certificates.js';
import { askApi, FleetProcess } from '../support/fleet.js';
import { ownEnvironment } from '../support/own-environment.js';
import { eventually, freePorts } from '../support/sandbox-process.js';
import { startTlsTemporal } from '../support/tls-temporal.js';

/** Worker and API as production starts them, at an endpoint that asks what Temporal Cloud's asks. */
describe('Temporal behind TLS', () => {
  const notion = createNotionStandIn({ file: ':memory:' });
  const resend = createResendStandIn({ file: ':memory:' });
  let folder: string;
  let temporal: TemporalServer;
  let authority: Authority;
  let server: Certificate;
  let shared: Record<string, string | undefined>;
  const ends: (() => unknown)[] = [];

  before(async function () {
    if (!hasOpenssl()) this.skip();
    const binary = locate('temporal');
    assert.ok(binary, 'temporal is missing; run "npm test", which fetches it first');
    const [port = 0, uiPort = 0] = await freePorts(2);
    folder = await mkdtemp(join(tmpdir(), 'evergreen-tls-'));
    authority = new Authority(folder, 'authority');
    server = authority.sign('localhost');
    temporal = await startTemporalServer({ binary, folder, port, uiPort });
    await notion.seed(await notionSeed());
    shared = {
      ...ownEnvironment,
      NOTION_BASE_URL: (await notion.listen(0)).url,
      RESEND_BASE_URL: (await resend.listen(0)).url,
      TESTING_MODE: 'false',
      LOG_LEVEL: 'info',
    };
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  after(async () => {
    await temporal?.stop();
    notion.close();
    resend.close();
    if (folder) await rm(folder, { recursive: true });
  });

  const endpoint = async (clientsOf?: string) => {
    const own = { upstream: temporal.address, own: server };
    const door = await startTlsTemporal({ ...own, ...(clientsOf && { clientsOf }) });
    ends.push(() => door.stop());
    return door;
  };
  const start = (file: string, env: Record<string, string | undefined>) => {
    const process = new FleetProcess(file, { ...shared, ...env });
    ends.unshift(() => process.end('SIGKILL'));
    return process;
  };
  /** Both processes, and somebody whose run begins through them. */
  const startBoth = async (env: Record<string, string | undefined>) => {
    const [port = 0] = await freePorts(1);
    const worker = start('src/worker.ts', env);
    const api = start('src/server.ts', { ...env, PORT: String(port) });
    await Promise.all([worker.says('the worker is running'), api.says('the API is listening')]);
    return `http://127.0.0.1:${port}`;
  };
  const walkOne = async (api: string, email: string) => {
    const mails = resend.ledger().length;
    const email_1_sent_at = new Date(Date.now() - 24 * 3_600_000).toISOString();
    const { status } = await askApi(api, '/webhooks/assessment', { email, email_1_sent_at });
    assert.equal(status, 202);
    await eventually('#2 is sent', async () => resend.ledger().length > mails);
  };

  it('lets worker and API in by their client certificate', async () => {
    const door = await endpoint(authority.cert);
    const { cert, key } = authority.sign('evergreen-client');
    const api = await startBoth({
      TEMPORAL_ADDRESS: door.address,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.cert,
      TEMPORAL_TLS_CLIENT_CERT_PATH: cert,
      TEMPORAL_TLS_CLIENT_KEY_PATH: key,
    });
    await walkOne(api, 'certificate@salon.example');
    assert.deepEqual([...new Set(door.callers.map(({ name }) => name))], ['evergreen-client']);
  });

  it('lets them in by an API key: TLS is on by itself, and the key is shown with every call', async () => {
    const door = await endpoint();
    const api = await startBoth({
      TEMPORAL_ADDRESS: door.address,
      TEMPORAL_API_KEY: 'key-of-a-test',
      // The system's own authorities, which both clients trust.
      NODE_EXTRA_CA_CERTS: authority.cert,
      SSL_CERT_FILE: authority.cert,
      GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: authority.cert,
    });
    await walkOne(api, 'key@salon.example');
    const shown = door.callers.map(({ authorization }) => authorization);
    assert.deepEqual([...new Set(shown)], ['Bearer key-of-a-test']);
  });

  it('says what is wrong with a certificate that is not accepted', async () => {
    const door = await endpoint(authority.cert);
    const { cert, key } = new Authority(folder, 'stranger').sign('nobody');
    const env = {
      TEMPORAL_ADDRESS: door.address,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.cert,
      TEMPORAL_TLS_CLIENT_CERT_PATH: cert,
      TEMPORAL_TLS_CLIENT_KEY_PATH: key,
    };
    const why = 'it does not accept our client certificate (TEMPORAL_TLS_CLIENT_CERT_PATH)';
    const [port = 0] = await freePorts(1);
    const api = start('src/server.ts', { ...env, PORT: String(port) });
    for (const one of [start('src/worker.ts', env), api]) {
      await one.says('Temporal cannot be reached yet');
      assert.ok(one.said.includes(JSON.stringify(why)), one.said);
      assert.ok(one.isAlive, 'it asks again');
    }
    const command = ['--import', 'tsx', 'src/cli/main.ts', 'temporal', 'setup', '--dry-run'];
    await assert.rejects(
      promisify(execFile)(process.execPath, command, { env: { ...process.env, ...env } }),
      ({ code, stderr }: { code: number; stderr: string }) =>
        code === 1 && stderr.includes(`Temporal does not answer at ${door.address}: ${why}`),
    );
  });

  it('says of each other fault what it is', async () => {
    const [open, closed] = [await endpoint(), await endpoint(authority.cert)];
    const [nobody] = await freePorts(1);
    const serverRootCACertificate = await readFile(authority.cert);
    const known = { serverRootCACertificate };
    const cases: [Reach, RegExp | undefined][] = [
      [{ address: open.address, tls: known }, undefined],
      [{ address: temporal.address }, undefined],
      [{ address: open.address, tls: true }, /signed by nobody we know; TEMPORAL_TLS_SERVER_CA/],
      [{ address: open.address.replace('localhost', '127.0.0.1'), tls: known }, /_TLS_SERVER_NAME/],
      [
        { address: closed.address, tls: known },
        /asks for a client certificate; .*CLIENT_CERT_PATH/,
      ],
      [{ address: temporal.address, tls: known }, /does not speak TLS; TEMPORAL_TLS=false/],
      [{ address: `localhost:${nobody}`, tls: known }, /nobody listens there/],
    ];
    for (const [reach, expected] of cases) {
      const said = await whyUnreachable(reach);
      if (expected) assert.match(said ?? '', expected);
      else assert.equal(said, undefined);
    }
  });
});
