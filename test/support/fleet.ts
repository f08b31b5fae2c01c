import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { locate } from '../../scripts/tools.mjs';
import { dataConverterOf } from '../../src/codec/data-converter.js';
import { readEncryptionKeys } from '../../src/codec/encryption-keys.js';
import { MINUTE } from '../../src/domain/duration.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { startTemporalServer } from '../../src/sandbox/temporal-server.js';
import { askOverHttp } from '../../src/vendors/ask-over-http.js';
import { ownEnvironment } from './own-environment.js';
import { eventually, freePorts } from './sandbox-process.js';

export type Fleet = Awaited<ReturnType<typeof startFleet>>;

/**
 * The product as several processes of this machine: workers and APIs, as production starts them, on one
 * Temporal server. The stand-ins are in this process, so that what was asked of them can be read.
 */
export async function startFleet(asked: {
  workers: number;
  apis: number;
  notionPerSecond: number;
  resendPerSecond: number;
  /** Processes tell what they count, each on a port of its own. */
  hasMetrics?: boolean;
  /** What else stands in the environment of each. */
  settings?: Record<string, string>;
  /** Of the Temporal server's dynamic configuration, by their names. */
  configuration?: Record<string, string>;
}) {
  const { notionPerSecond, resendPerSecond, hasMetrics = false } = asked;
  const folder = await mkdtemp(join(tmpdir(), 'evergreen-fleet-'));
  const binary = locate('temporal');
  if (!binary) throw new Error('temporal is missing; run "npm test", which fetches it first');
  const [port = 0, uiPort = 0, ...ports] = await freePorts(2 + 2 * asked.apis + asked.workers);
  const apiPorts = ports.slice(0, asked.apis);
  const metricsPorts = ports.slice(asked.apis);
  const counting = (at: number) => hasMetrics && { METRICS_PORT: String(metricsPorts[at]) };
  const { configuration = {} } = asked;
  const server = { binary, folder, port, uiPort, configuration };
  const temporal = await startTemporalServer(server);
  let allowed = notionPerSecond;
  const notion = createNotionStandIn({
    file: ':memory:',
    seed: await notionSeed(),
    requestsPerMinute: () => allowed * 60,
  });
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: resendPerSecond });
  const notionUrl = (await notion.listen(0)).url;
  const resendUrl = (await resend.listen(0)).url;
  const env = {
    ...ownEnvironment,
    NOTION_BASE_URL: notionUrl,
    RESEND_BASE_URL: resendUrl,
    NOTION_REQUESTS_PER_SECOND: String(notionPerSecond),
    RESEND_REQUESTS_PER_SECOND: String(resendPerSecond),
    TEMPORAL_ADDRESS: temporal.address,
    TESTING_MODE: 'false',
    LOG_LEVEL: 'info',
    ...asked.settings,
  };
  const workers = Array.from(
    { length: asked.workers },
    (_, at) => new FleetProcess('src/worker.ts', { ...env, ...counting(asked.apis + at) }),
  );
  const apis = apiPorts.map(
    (at, index) =>
      new FleetProcess('src/server.ts', {
        ...env,
        NOTION_TOKEN: apiToken,
        PORT: String(at),
        ...counting(index),
      }),
  );
  const all = [...workers, ...apis];
  /** One more process, with other settings; an API listens where the first did. */
  const startOther = (
    file: 'src/worker.ts' | 'src/server.ts',
    settings: Record<string, string>,
  ) => {
    const own = { ...env, PORT: String(apiPorts[0]), ...settings };
    const started = new FleetProcess(file, own);
    all.push(started);
    return started;
  };
  const connection = await Connection.connect({ address: temporal.address });
  const startWorker = async () => {
    const worker = new FleetProcess('src/worker.ts', env);
    workers.push(worker);
    all.push(worker);
    await worker.says('the worker is running');
  };
  const close = async () => {
    await connection.close();
    await Promise.all(all.map((one) => one.end('SIGKILL')));
    await temporal.stop();
    notion.close();
    resend.close();
    await rm(folder, { recursive: true, force: true });
  };
  const urlOf = (at: number) => `http://127.0.0.1:${at}`;
  const apiUrls = apiPorts.map(urlOf);
  try {
    await Promise.all([
      ...workers.map((one) => one.says('the worker is running')),
      ...apis.map((one) => one.says('the API is listening')),
    ]);
  } catch (error) {
    await close();
    throw error;
  }
  const { keys } = readEncryptionKeys(env.ENCRYPTION_KEY);
  const client = new Client({ connection, dataConverter: dataConverterOf(keys) });
  return {
    client,
    temporal,
    /** Where Temporal keeps its database. */
    folder,
    workers,
    startWorker,
    startOther,
    /** Ends every process of the product. */
    endAll: () => Promise.all(all.map((one) => one.end('SIGTERM'))),
    apis: apiUrls,
    /** All that these processes have written. */
    said: () => all.map(({ said }) => said).join(''),
    /** Where each of them tells what it counts. */
    metrics: {
      apis: metricsPorts.slice(0, asked.apis).map(urlOf),
      workers: metricsPorts.slice(asked.apis).map(urlOf),
    },
    notion,
    notionUrl,
    /** From now on Notion itself allows so many requests a second. */
    allowNotion(perSecond: number) {
      allowed = perSecond;
    },
    resend,
    resendUrl,
    /** What Resend signs its events with. */
    resendSecret: ownEnvironment.RESEND_WEBHOOK_SECRET,
    close,
  };
}

/** So that what the APIs ask Notion themselves is told from what the workers ask. */
export const apiToken = 'ntn_api';

/** Asks one API, as the website or an operator does; gives the status and the answer. */
export async function askApi(
  api: string,
  path: string,
  body?: object,
  { WEBHOOK_KEY, ADMIN_TOKEN }: Record<'WEBHOOK_KEY' | 'ADMIN_TOKEN', string> = ownEnvironment,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const key = path.startsWith('/webhooks/') ? WEBHOOK_KEY : ADMIN_TOKEN;
  const { status, text } = await askOverHttp(`${api}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    ...(body && { body: JSON.stringify(body) }),
    deadlineMs: MINUTE,
  });
  return { status, body: JSON.parse(await text()) as Record<string, unknown> };
}

/** None of them outlives this process, however it ends. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

const speaks = 'this process speaks to the vendors';

/** One process of the fleet, and what it has logged. */
export class FleetProcess {
  readonly events: string[] = [];
  said = '';
  private readonly child: ChildProcess;

  /** `file` is what it runs, from the root of the repository; source as it is, or what was built of it. */
  constructor(file: string, env: Record<string, string | undefined>) {
    const { TEMPORAL_ADDRESS: _, ...inherited } = process.env;
    const loader = file.endsWith('.ts') ? ['--import', 'tsx'] : [];
    const child = spawn(process.execPath, [...loader, file], {
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    child.stderr.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    createInterface(child.stdout).on('line', (line) => {
      this.said += `${line}\n`;
      this.events.push(eventOf(line));
    });
  }

  /** Whether it speaks to the vendors, as far as it has said. */
  get speaks(): boolean {
    // One that has lost the right, and has it again, may say the first after the second.
    const heard = (word: string) =>
      this.events.filter((event) => event === `${speaks} ${word}`).length;
    return this.isAlive && heard('now') > heard('no more');
  }

  get pid(): number {
    return this.child.pid ?? Number.NaN;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it and waits for that. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isAlive) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    if (signal !== 'SIGKILL') this.child.kill('SIGCONT');
    await exited;
  }

  async says(event: string): Promise<void> {
    await eventually(`"${event}"`, async () => {
      if (!this.isAlive) throw new Error(`it ended:\n${this.said}`);
      return this.events.includes(event);
    });
  }
}

function eventOf(line: string): string {
  try {
    return (JSON.parse(line) as { event?: string }).event ?? '';
  } catch {
    return ''; // not of our log
  }
}
