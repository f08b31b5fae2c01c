import { setTimeout } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions, TransportError } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { ActivityDeps } from './activities/deps.js';
import { type Config, loadConfig } from './config.js';
import { SECOND } from './domain/duration.js';
import { createActivityDeps, createGates } from './processes/activity-deps.js';
import { checkNotion } from './processes/check-notion.js';
import { checkKeys } from './processes/keys.js';
import { runLeasedWorkers } from './processes/leased-workers.js';
import { createLogger } from './processes/log.js';
import { openMetrics } from './processes/metrics.js';
import { runProcess } from './processes/run-process.js';
import { openTemporalClient } from './processes/temporal-client.js';
import { installRuntime } from './processes/temporal-log.js';
import { openTraces } from './processes/traces.js';
import { watchOver } from './processes/watch-over.js';
import { serveReadiness } from './processes/worker-health.js';
import { loadWorkflows } from './processes/workflow-bundle.js';
import { room } from './rendering/room.js';
import { createRuns } from './runs/runs.js';
import { whyUnreachable } from './runs/unreachable.js';
import { leaseRenewedAt } from './runs/vendor-lease.js';
import { checkResend } from './vendors/resend/check.js';

/** The worker process: configuration -> vendors -> workers, until a signal ends it. */
await runProcess(process.env, async () => {
  const config = loadConfig(process.env, { role: 'worker' });
  const traces = await openTraces(process.env, 'evergreen-worker', config);
  const log = createLogger(config.logLevel, config.secrets, undefined, traces?.logFields);
  traces?.reportTo(log);
  const temporal = openTemporalClient(process.env, config, traces);
  const { client, connectionOptions, namespace, dataConverter } = temporal;
  const runs = createRuns({ client, now: () => new Date() });
  const metrics = await openMetrics(config.metricsPort, ['worker'], runs);
  const { host, metricsPort: port } = config;
  let areRunning = () => false;
  const health =
    port === undefined
      ? undefined
      : await serveReadiness({ host, port, areRunning: () => areRunning(), metrics });
  const gates = createGates(config, metrics?.gates);
  const deps = await createActivityDeps(config, client, { runs, gates });
  // While another speaks to the vendors nobody else does, and what it works with is not wrong.
  if ((await leaseRenewedAt(client)) === undefined) await check(config, deps, log);
  const bundle = await loadWorkflows(dataConverter);
  installRuntime(log, { sdkPort: metrics?.sdkPort }); // from here on the process lives until its workers end
  const connection = await connect(connectionOptions, log);
  const close = () => Promise.all([connection.close(), client.connection.close()]);
  await checkKeys(runs, config, log).catch(async (error: unknown) => {
    await close(); // which lets the process end
    throw error;
  });
  const { requestsPerSecond: resendRequestsPerSecond } = config.resend;
  const parts = {
    connection,
    namespace,
    bundle,
    dataConverter,
    deps,
    resendRequestsPerSecond,
    version: config.version,
    inactivePatches: config.inactivePatches,
    metrics: metrics?.worker,
    traced: traces?.activities,
  };
  const workers = await runLeasedWorkers(parts, { client, log });
  ({ areRunning } = workers);
  log.info({ event: 'the worker is running', namespace, ...config.version });
  room.open();
  await watchOver(runs, log, config.settings.zone);
  await workers.done;
  health?.close();
  await traces?.end();
  await close();
});

/**
 * Tells whoever starts it what is lacking.
 * @throws {InvalidSetup | VendorFault} on what was read to be wrong.
 */
async function check(
  config: Config,
  deps: Pick<ActivityDeps, 'workspace' | 'gates'>,
  log: Logger,
): Promise<void> {
  const gate = deps.gates.resend;
  for (const warning of await checkNotion(deps)) log.warn({ event: 'Notion', warning });
  for (const warning of await checkResend({ ...config.resend, gate }, config.sender.from)) {
    log.warn({ event: 'Resend', warning });
  }
}

/** Temporal may come up after us: asks again until it is there. */
async function connect(options: NativeConnectionOptions, log: Logger): Promise<NativeConnection> {
  for (let pauseMs = SECOND; ; pauseMs = Math.min(2 * pauseMs, 30 * SECOND)) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      const why = (await whyUnreachable(options)) ?? error.message;
      log.warn({ event: 'Temporal cannot be reached yet', address: options.address, why, pauseMs });
      await setTimeout(pauseMs);
    }
  }
}
