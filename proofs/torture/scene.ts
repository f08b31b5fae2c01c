import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { locate } from '../../scripts/tools.mjs';
import { dataConverterOf } from '../../src/codec/data-converter.js';
import { readEncryptionKeys } from '../../src/codec/encryption-keys.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { openAlertInbox } from '../../test/support/alert-inbox.js';
import { FleetProcess } from '../../test/support/fleet.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import { freePorts } from '../../test/support/sandbox-process.js';
import { Points } from './points.js';
import { Kept, KeptTemporal } from './processes.js';
import type { Chance } from './random.js';
import { openTemporalProxy } from './temporal-proxy.js';

export type Scene = Awaited<ReturnType<typeof openScene>>;

const shiftedClock = new URL('shifted-clock.mjs', import.meta.url).href;

/** Fast enough that a run of minutes holds whole runs, slow enough that requests wait for each other. */
const rates = { notionPerSecond: 40, resendPerSecond: 8 };

/**
 * The product as real processes of this machine: Temporal with its database on disk, two workers and an API,
 * and stand-ins in this process, so that everything that was asked of them is known.
 * `program`: the folder in which the product stands, built or not.
 */
export async function openScene({
  program,
  workers: count,
  chance,
}: {
  program: string;
  workers: number;
  chance: Chance;
}) {
  const folder = await mkdtemp(join(tmpdir(), 'evergreen-torture-'));
  const binary = locate('temporal');
  if (!binary) throw new Error('temporal is missing; run "npm test", which fetches it first');
  const [port = 0, uiPort = 0, apiPort = 0] = await freePorts(3);
  const temporal = new KeptTemporal({ binary, folder, port, uiPort });
  await temporal.start();
  const points = new Points();
  const bodies = new Map<string, string>();
  const { notion, resend, urls } = await openVendors(points, bodies, chance);
  const proxy = await openTemporalProxy(`127.0.0.1:${port}`, chance.fork());
  const alerts = await openAlertInbox();
  const env = {
    ...ownEnvironment,
    ...alerts.settings,
    NOTION_BASE_URL: urls.notion,
    RESEND_BASE_URL: urls.resend,
    NOTION_REQUESTS_PER_SECOND: String(rates.notionPerSecond),
    RESEND_REQUESTS_PER_SECOND: String(rates.resendPerSecond),
    TEMPORAL_ADDRESS: proxy.address,
    TESTING_MODE: 'true',
    TESTING_RECIPIENTS: '*',
    LOG_LEVEL: 'info',
  };
  const isBuilt = existsSync(join(program, 'src/worker.js'));
  const start = (name: string, more = {}) => {
    const file = join(program, `src/${name}.${isBuilt ? 'js' : 'ts'}`);
    return new Kept(() => new FleetProcess(file, { ...env, ...more }));
  };
  const clocks = Array.from({ length: count }, (_, at) => join(folder, `clock-${at}`));
  const workers = clocks.map((file) =>
    start('worker', { NODE_OPTIONS: `--import=${shiftedClock}`, SHIFTED_CLOCK: file }),
  );
  const api = start('server', { PORT: String(apiPort) });
  // As Resend does: of each mail, and again until it is taken.
  resend.setWebhook({
    url: `http://127.0.0.1:${apiPort}/webhooks/resend`,
    secret: env.RESEND_WEBHOOK_SECRET,
  });
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  const { keys } = readEncryptionKeys(env.ENCRYPTION_KEY);
  const observer = await connectWorkspace({
    token: 'ntn_observer',
    baseUrl: urls.notion,
    requestsPerSecond: 1_000,
    databases: databaseIds,
  });
  return {
    temporal,
    /** What stands between it and the processes of the product; whoever looks behind their back goes past it. */
    proxy,
    workers,
    api,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    isBuilt,
    client: new Client({ connection, dataConverter: dataConverterOf(keys) }),
    encryptionKey: Buffer.from(ownEnvironment.ENCRYPTION_KEY.split(':')[1] ?? '', 'base64'),
    notion,
    resend,
    observer,
    notionUrl: urls.notion,
    alerts: alerts.heard,
    points,
    bodies,
    /** How far the clock of one worker is off, from now on. */
    turnClock: (worker: number, offsetMs: number) =>
      writeFile(clocks[worker] ?? '', String(offsetMs)),
    ready: () =>
      Promise.all([
        ...workers.map((one) => one.ready('the worker is running')),
        api.ready('the API is listening'),
      ]),
    async close(): Promise<void> {
      await connection.close();
      await Promise.all([...workers, api].map((one) => one.end()));
      proxy.close();
      await temporal.end();
      notion.close();
      resend.close();
      await alerts.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openVendors(points: Points, bodies: Map<string, string>, chance: Chance) {
  const notion = createNotionStandIn({
    file: ':memory:',
    seed: await notionSeed(),
    requestsPerMinute: rates.notionPerSecond * 120,
    atPoint: points.at('notion'),
    random: chance.fork().next,
  });
  const resend = createResendStandIn({
    file: ':memory:',
    requestsPerSecond: rates.resendPerSecond * 2,
    atPoint: points.at('resend'),
    random: chance.fork().next,
    observer({ path, body, answer }) {
      const { id } = (answer ?? {}) as { id?: string };
      const { html = '', text = '' } = (body ?? {}) as { html?: string; text?: string };
      if (path === '/emails' && id) bodies.set(id, `${html}\n${text}`);
    },
  });
  const urls = { notion: (await notion.listen(0)).url, resend: (await resend.listen(0)).url };
  return { notion, resend, urls };
}
