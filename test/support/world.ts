import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkerOptions } from '@temporalio/worker';
import type { Hono } from 'hono';
import { dataConverterOf } from '../../src/codec/data-converter.js';
import { loadConfig } from '../../src/config.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import type { RunSummary } from '../../src/domain/run/run.js';
import type { WatchLimits } from '../../src/domain/watch.js';
import type { WorkerMetrics } from '../../src/metrics/worker-metrics.js';
import { createActivityDeps } from '../../src/processes/activity-deps.js';
import { createApiDeps } from '../../src/processes/api-deps.js';
import { createLogger } from '../../src/processes/log.js';
import { createSite } from '../../src/processes/site.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { keepingDeadlines } from '../../src/runs/keep-deadlines.js';
import type { AcceptedReply, RunReply } from '../../src/runs/reply.js';
import { createRuns, type Runs } from '../../src/runs/runs.js';
import type { SignalRuns } from '../../src/runs/signal-runs.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { sandboxSettings } from '../../src/sandbox/settings.js';
import { connectWorkspace, type Workspace } from '../../src/vendors/notion/connect.js';
import { Traffic } from '../contract/traffic.js';
import { runAllWorkers } from './all-workers.js';
import { eventually } from './sandbox-process.js';
import { listing, signalEach, unlisted } from './unlisted.js';

export interface WorldOptions {
  env: TestWorkflowEnvironment;
  /** What everything but Temporal takes for the time; default: the test server's clock. */
  now?: () => Promise<Date>;
  /** What the API starts runs with; default: the server's own. */
  client?: Client;
  overrides?: Partial<WorkerOptions>;
  settings?: Record<string, string>;
  /** The workflow code; default: as it is. */
  workflows?: typeof loadWorkflows;
  /** From when on the watch finds something wrong; default: as in production. */
  limits?: WatchLimits;
  /** What counts what the workers do; default: nobody. */
  metrics?: WorkerMetrics;
  /** The time-skipping server lists no workflows: then runs are found among those posted here. */
  canList?: boolean;
  /** Signals to many runs at once are lost, as those who miss one must find out themselves. */
  losesSignals?: boolean;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The whole product on one Temporal server: API, workers, and stand-ins on the server's clock. */
export async function createWorld({
  env,
  overrides,
  settings,
  canList = true,
  losesSignals = false,
  workflows = loadWorkflows,
  limits,
  metrics,
  ...options
}: WorldOptions) {
  const accepted = new Set<string>();
  const namespace = env.namespace ?? 'default';
  // As the product connects; the server that skips time has a client that lets it.
  const connection = Connection.lazy({ address: env.address, ...keepingDeadlines });
  const client = options.client ?? (canList ? new Client({ connection, namespace }) : env.client);
  const now = options.now ?? (async () => new Date(await env.currentTimeMs()));
  // A product that asks for what the services do not know must not pass, nor a lenient stand-in.
  const traffic = new Traffic({ allRequests: true });
  const notion = createNotionStandIn({
    file: ':memory:',
    observer: traffic.observer('notion'),
    seed: await notionSeed(),
    requestsPerMinute: 1_000_000,
    now,
  });
  const resend = createResendStandIn({
    file: ':memory:',
    observer: traffic.observer('resend'),
    requestsPerSecond: 1_000_000,
    now,
  });
  const notionServer = await notion.listen(0);
  const resendServer = await resend.listen(0);
  const configure = (changed: Record<string, string> = {}) =>
    loadConfig(
      {
        ...sandboxSettings({}, '/').env,
        NOTION_BASE_URL: notionServer.url,
        RESEND_BASE_URL: resendServer.url,
        NOTION_REQUESTS_PER_SECOND: '100000',
        RESEND_REQUESTS_PER_SECOND: '100000',
        TESTING_MODE: 'false',
        ...settings,
        ...changed,
      },
      { isSandbox: true },
    );
  let config = configure();
  const signalRuns: SignalRuns = losesSignals ? async () => true : signalEach(env, accepted);
  const door = createRuns({
    client: canList ? client : listing(env, accepted),
    now,
    ...(!canList && { signalRuns }),
    ...(limits && { limits }),
  });
  const allowed: { id: string; askedMs: number }[] = [];
  const runs: Runs = {
    ...door,
    ...(!canList && unlisted),
    startOnce(run) {
      accepted.add(run.id);
      return door.startOnce(run);
    },
    async lookBeforeSend(run, activityId, key) {
      const askedMs = Date.now();
      const answer = await door.lookBeforeSend(run, activityId, key);
      if (!answer) allowed.push({ id: run.workflowId, askedMs });
      return answer;
    },
  };
  const startWorkers = async () =>
    runAllWorkers({
      connection: env.nativeConnection,
      namespace,
      bundle: await workflows(dataConverterOf(config.encryptionKeys)),
      dataConverter: dataConverterOf(config.encryptionKeys),
      deps: await createActivityDeps(config, client, { now, templateCacheMs: 1, runs }),
      resendRequestsPerSecond: config.resend.requestsPerSecond,
      metrics,
      overrides: { shutdownGraceTime: '1s', shutdownForceTime: '2s', ...overrides },
    });
  let workers = await startWorkers();
  const startApi = () => createApiDeps(config, client, createLogger('fatal'), { now, runs });
  let apiDeps = startApi();
  let app: Hono = createSite(apiDeps);
  // The observer has a key of its own, as anybody else would.
  const observer: Workspace = await connectWorkspace({ ...config.notion, token: 'ntn_observer' });

  return {
    env,
    client,
    runs,
    notion,
    resend,
    get apiDeps() {
      return apiDeps;
    },
    get app() {
      return app;
    },
    now,
    get config() {
      return config;
    },
    observer,
    traffic,
    /** How often a run that asked right before a request was told that it may go: before its stop, and after. */
    async allowances(id: string): Promise<{ before: number; after: number }> {
      const { events } = await client.workflow.getHandle(id).fetchHistory();
      const stop = events?.find((event) => event.workflowExecutionSignaledEventAttributes);
      const stoppedMs = optionalTsToMs(stop?.eventTime) ?? Infinity;
      const own = allowed.filter((one) => one.id === id);
      // Both by this machine's clock: whoever asks after the signal was taken finds it.
      const after = own.filter(({ askedMs }) => askedMs > stoppedMs).length;
      return { before: own.length - after, after };
    },
    /** Posts an event as the website does. */
    post(body: unknown, path = '/webhooks/assessment'): Promise<Response> {
      return Promise.resolve(
        app.request(path, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Authorization: 'Bearer sandbox-webhook-key',
          },
          body: JSON.stringify(body),
        }),
      );
    },
    /**
     * Posts an event until it is taken, as a website should: again after a 503, when that says. It is
     * told `duplicate` then where the first answer alone was lost.
     */
    async accept(body: unknown, path?: string): Promise<AcceptedReply> {
      const response = await untilTaken(() => this.post(body, path));
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
      const reply = (await response.json()) as AcceptedReply;
      accepted.add(reply.id);
      return reply;
    },
    /** Asks as an operator does; gives the status and the answer. */
    async operate<T = RunReply>(path: string, body?: object): Promise<{ status: number; body: T }> {
      const ask = async () =>
        app.request(path, {
          method: body ? 'POST' : 'GET',
          headers: {
            'Content-Type': 'application/json',
            Authorization: 'Bearer sandbox-admin-token',
          },
          ...(body && { body: JSON.stringify(body) }),
        });
      const response = await untilTaken(ask);
      return { status: response.status, body: (await response.json()) as T };
    },
    /** One control of one run, by Ann. */
    control(id: string, name: string, more: object = {}) {
      return this.operate(`/runs/${encodeURIComponent(id)}/${name}`, { by: 'Ann', ...more });
    },
    /** A run as a worker tells it: one that is too slow to answer is asked again. */
    async told(id: string): Promise<RunReply> {
      let run: RunReply | undefined;
      await eventually(`a worker tells of ${id}`, async () => {
        run = (await this.operate(`/runs/${encodeURIComponent(id)}`)).body;
        return run.status !== undefined && run.asOf === undefined;
      });
      assert.ok(run);
      return run;
    },
    result(id: string): Promise<RunSummary> {
      return client.workflow.getHandle(id).result() as Promise<RunSummary>;
    },
    /** Every mail that was accepted for an address: hours after `base`, and whose copy it is. */
    async mailsTo(address: string, base: Date): Promise<string[]> {
      const mails = resend.ledger().filter(({ to }) => to.includes(address));
      return mails.map(({ at, idempotencyKey }) => {
        const number = idempotencyKey?.split('/').at(-1);
        return `${hoursAfter(base, at)} #${number}`;
      });
    },
    /** The tracker's rows of a run: number, status, reason. */
    async rows(id: string): Promise<string[]> {
      const rows = await observer.tracker.find('key', 'starts_with', `${id}/`);
      return rows
        .map(({ values }) => {
          const { number, status, reason } = values;
          return `#${number} ${status}${reason ? ` (${reason})` : ''}`;
        })
        .toSorted();
    },
    stopWorkers: () => workers.stop(),
    stopWorkflowWorker: () => workers.stopWorkflows(),
    /** Workers and API end, and begin anew with other settings; what is open meanwhile stays so. */
    async restart(changed: Record<string, string>): Promise<void> {
      await workers.stop();
      config = configure(changed);
      apiDeps = startApi();
      app = createSite(apiDeps);
      workers = await startWorkers();
    },
    async startWorkers(): Promise<void> {
      workers = await startWorkers();
    },
    async close(): Promise<void> {
      await workers.stop();
      await connection.close();
      notion.close();
      resend.close();
      traffic.assertFaithful();
    },
  };
}

/**
 * Asks once more after each 503 that does not warn of it, as that asks for; the last answer, whatever it
 * is. A control that no worker has answered yet may still apply.
 */
export async function untilTaken(post: () => Promise<Response>): Promise<Response> {
  const untilMs = Date.now() + 120_000;
  for (;;) {
    const response = await post();
    if (response.status !== 503 || Date.now() > untilMs) return response;
    if (/may still apply/.test(await response.clone().text())) return response;
    const seconds = Number(response.headers.get('Retry-After') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}

/** `+24h`, or `+24h05m` where the minutes matter. */
export function hoursAfter(base: Date, at: string): string {
  const minutes = Math.floor((Date.parse(at) - base.getTime()) / MINUTE);
  const rest = minutes % 60;
  return `+${Math.floor((minutes * MINUTE) / HOUR)}h${rest ? `${String(rest).padStart(2, '0')}m` : ''}`;
}
