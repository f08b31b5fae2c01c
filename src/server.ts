import { once } from 'node:events';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
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
import { openTraces } from './processes/traces.js';
import { serveReadiness } from './processes/worker-health.js';
import { temporalOptions } from './runs/connect.js';
import { keepingDeadlines } from './runs/keep-deadlines.js';
import { createRuns } from './runs/runs.js';

/** The API process: configuration -> Temporal client -> HTTP, until a signal ends it. */
await runProcess(process.env, async () => {
  const config = loadConfig(process.env, { role: 'api' });
  const traces = await openTraces(process.env, 'evergreen-api', config);
  const log = createLogger(config.logLevel, config.secrets, undefined, traces?.logFields);
  traces?.reportTo(log);
  const { connectionOptions, namespace } = temporalOptions(process.env);
  const connection = Connection.lazy({ ...connectionOptions, ...keepingDeadlines });
  const client = new Client({
    connection,
    namespace,
    ...(traces && { interceptors: traces.client }),
  });
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
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  endLooking();
  door?.close();
  // Calls under way end first: one that is tried again on a closed connection would crash us.
  await promisify(server.close.bind(server))();
  await connection.close();
  await traces?.end();
});
