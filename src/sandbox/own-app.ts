import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { limitConnections, slowestRequest } from '../api/http/connections.js';
import type { Config } from '../config.js';
import { temporalRunUrl } from '../processes/activity-deps.js';
import { createApiDeps } from '../processes/api-deps.js';
import type { ProcessMetrics } from '../processes/metrics.js';
import { answersOfWorker, directAnswers } from '../processes/notion-answers.js';
import { createSite } from '../processes/site.js';
import { serveReadiness } from '../processes/worker-health.js';
import type { Runs } from '../runs/runs.js';
import type { Tracing } from '../tracing/tracing.js';
import type { Gate } from '../vendors/gate.js';
import type { Facts } from './facts.js';
import { createFrontDoor } from './front-door.js';
import { ownCallersOnly } from './own-callers.js';
import type { SandboxSettings } from './settings.js';
import { listen } from './standin/listen.js';

/** The product's API and console with the sandbox's page before them, ready to answer. */
export async function createOwnApp(
  { secrets, elsewhere }: SandboxSettings,
  config: Config,
  client: Client,
  {
    runs,
    log,
    facts,
    gate,
    metrics,
    traces,
  }: {
    runs: Runs;
    log: Logger;
    facts: Facts;
    gate: Gate;
    metrics: ProcessMetrics | undefined;
    traces: Tracing | undefined;
  },
): Promise<{ app: Hono; refreshReadiness: () => Promise<unknown>; uiOrigins: readonly string[] }> {
  const direct = directAnswers(config, () => new Date(), gate);
  const answers = answersOfWorker(client, direct);
  // Its own computer may post as much as it likes.
  const deps = createApiDeps(config, client, log, {
    runs,
    isExempt: isLoopback,
    answers,
    ...metrics?.api,
    ...(traces && { traced: traces.http }),
  });
  const { api, notion, resend } = facts;
  const [app] = await Promise.all([
    createFrontDoor({
      product: createSite(deps),
      runs,
      runUrl: (id) => temporalRunUrl(config.temporalUiUrl, facts.namespace, id),
      config,
      secrets,
      elsewhere,
      api,
      notion,
      resend,
      facts,
    }),
    // Only to have it looked up before anybody asks; why it is not, they are told then.
    direct.schema().catch(() => {}),
  ]);
  return { app, refreshReadiness: deps.refreshReadiness, uiOrigins: deps.uiOrigins };
}

/** Serves it to this computer's callers; gives what ends that. */
export async function serveOwnApp(
  app: Hono,
  { host, port }: Pick<Config, 'host' | 'port'>,
  uiOrigins: readonly string[],
): Promise<() => Promise<void>> {
  const guarded = ownCallersOnly(app, host, { path: '/codec/', origins: uiOrigins });
  const server = await listen(guarded, port, { ...slowestRequest, host }, (own) =>
    limitConnections(own, { isUnlimited: isLoopback }),
  );
  // A call to Temporal that is tried again on a closed connection would crash us.
  return () => server.close().then(server.settled);
}

/** Serves what is counted, where that is asked for; gives what ends that. */
export async function serveOwnMetrics(
  { host, metricsPort: port }: Pick<Config, 'host' | 'metricsPort'>,
  { areRunning }: { areRunning: () => boolean },
  metrics: ProcessMetrics | undefined,
): Promise<() => Promise<void>> {
  if (port === undefined) return async () => {};
  const door = await serveReadiness({ host, port, areRunning, metrics });
  return async () => door.close();
}

function isLoopback(peer: string): boolean {
  return /^(::1|(::ffff:)?127\.)/.test(peer);
}
