import { once } from 'node:events';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { limitConnections, slowestRequest } from './api/http/connections.js';
import { loadConfig } from './config.js';
import { createApiDeps } from './processes/api-deps.js';
import { createLogger } from './processes/log.js';
import { answersOfWorker, directAnswers } from './processes/notion-answers.js';
import { refreshAlways } from './processes/readiness.js';
import { runProcess } from './processes/run-process.js';
import { createSite } from './processes/site.js';
import { keepingDeadlines } from './runs/keep-deadlines.js';

/** The API process: configuration -> Temporal client -> HTTP, until a signal ends it. */
await runProcess(process.env, async () => {
  const config = loadConfig(process.env, { role: 'api' });
  const log = createLogger(config.logLevel, config.secrets);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = Connection.lazy({ ...connectionOptions, ...keepingDeadlines });
  const client = new Client({ connection, namespace });
  const answers = answersOfWorker(
    client,
    directAnswers(config, () => new Date()),
  );
  const deps = createApiDeps(config, client, log, { answers });
  const app = createSite(deps);
  const endLooking = refreshAlways({ refresh: deps.refreshReadiness });
  const { host: hostname, port } = config;
  const server = serve({ fetch: app.fetch, hostname, port, serverOptions: slowestRequest });
  limitConnections(server, { isUnlimited: config.isTrustedProxy });
  await once(server, 'listening');
  log.info({ event: 'the API is listening', hostname, port });
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  endLooking();
  // Calls under way end first: one that is tried again on a closed connection would crash us.
  await promisify(server.close.bind(server))();
  await connection.close();
});
