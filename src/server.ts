import { once } from 'node:events';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import type { Logger } from 'pino';
import { limitConnections, slowestRequest } from './api/http/connections.js';
import { loadConfig } from './config.js';
import { createGates } from './processes/activity-deps.js';
import { createApiDeps } from './processes/api-deps.js';
import { createLogger } from './processes/log.js';
import { openMetrics } from './processes/metrics.js';
import { answersOfWorker, directAnswers } from './processes/notion-answers.js';
import { refreshAlways } from './processes/readiness.js';
import { runProcess } from './processes/run-process.js';
import { createSite } from './processes/site.js';
import { openTemporalClient } from './processes/temporal-client.js';
import { openTraces } from './processes/traces.js';
import { serveReadiness } from './processes/worker-health.js';
import { createRuns } from './runs/runs.js';
import { type Reach, whyUnreachable } from './runs/unreachable.js';

/** The API process: configuration -> Temporal client -> HTTP, until a signal ends it. */
await runProcess(process.env, async () => {
  const config = loadConfig(process.env, { role: 'api' });
  const traces = await openTraces(process.env, 'evergreen-api', config);
  const log = createLogger(config.logLevel, config.secrets, undefined, traces?.logFields);
  traces?.reportTo(log);
  const { client, connectionOptions } = openTemporalClient(process.env, config, traces);
  const runs = createRuns({ client, now: () => new Date() });
  const { host: hostname, port, metricsPort } = config;
  const metrics = await openMetrics(metricsPort, ['api'], runs);
  const door =
    metricsPort === undefined
      ? undefined
      : await serveReadiness({
          host: hostname,
          port: metricsPort,
          areRunning: () => true,
          metrics,
        });
  const { notion: gate } = createGates(config, metrics?.gates);
  const answers = answersOfWorker(
    client,
    directAnswers(config, () => new Date(), gate),
  );
  const deps = createApiDeps(config, client, log, {
    answers,
    runs,
    ...metrics?.api,
    ...(traces && { traced: traces.http }),
  });
  const app = createSite(deps);
  const endLooking = refreshAlways({ refresh: deps.refreshReadiness });
  const server = serve({ fetch: app.fetch, hostname, port, serverOptions: slowestRequest });
  limitConnections(server, { isUnlimited: config.isTrustedProxy });
  await once(server, 'listening');
  log.info({ event: 'the API is listening', hostname, port });
  // It waits for Temporal without a word, and gRPC would tell nothing of certificates.
  void sayWhyUnreachable(connectionOptions, log);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  endLooking();
  door?.close();
  // Calls under way end first: one that is tried again on a closed connection would crash us.
  await promisify(server.close.bind(server))();
  await client.connection.close();
  await traces?.end();
});

async function sayWhyUnreachable(reach: Reach, log: Logger): Promise<void> {
  const why = await whyUnreachable(reach);
  const { address } = reach;
  if (why) log.warn({ event: 'Temporal cannot be reached yet', address, why });
}
