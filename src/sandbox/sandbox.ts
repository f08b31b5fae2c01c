import { NativeConnection, type NativeConnectionOptions, TransportError } from '@temporalio/worker';
import type { Environment } from '../config/environment.js';
import { type Config, loadConfig } from '../config.js';
import { InvalidSetup } from '../domain/errors.js';
import { createActivityDeps, createGates } from '../processes/activity-deps.js';
import { checkKeys } from '../processes/keys.js';
import { runLeasedWorkers } from '../processes/leased-workers.js';
import { createLogger } from '../processes/log.js';
import { openMetrics } from '../processes/metrics.js';
import { refreshAlways } from '../processes/readiness.js';
import { openTemporalClient } from '../processes/temporal-client.js';
import { installRuntime } from '../processes/temporal-log.js';
import { openTraces } from '../processes/traces.js';
import { watchOver } from '../processes/watch-over.js';
import { loadWorkflows } from '../processes/workflow-bundle.js';
import { createRuns } from '../runs/runs.js';
import { apiUrl, factsOf, welcome } from './facts.js';
import { emptyFolder, holdFolder } from './folder.js';
import { createOwnApp, serveOwnApp, serveOwnMetrics } from './own-app.js';
import { freePort, requireFreePorts } from './ports.js';
import { sayWarnings } from './say-warnings.js';
import { type SandboxSettings, sandboxSettings } from './settings.js';
import { type Closers, startStandIns } from './stand-ins.js';
import { startTemporalServer } from './temporal-server.js';
import { codecPath, openTemporalUi } from './temporal-ui.js';

export interface Sandbox {
  /** What to tell the person who started it. */
  welcome: string;
  /** Resolves when a part dies. */
  failure: Promise<Error>;
  stop(): Promise<void>;
}

interface SandboxOptions {
  env: Environment;
  project: string;
  temporalBinary: string | undefined;
  isReset: boolean;
  say: (line: string) => void;
}

/**
 * Starts every part on this computer: side by side what does not need each other.
 * @throws {PortInUse | InvalidConfig | InvalidSetup} with all that a person needs to mend it.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const settings = sandboxSettings(options.env, options.project);
  const config = loadConfig(settings.env, { isSandbox: true });
  const { host, metricsPort } = config;
  const ports = {
    ...portsToOpen(settings, options),
    ...(metricsPort && { METRICS_PORT: metricsPort }),
  };
  await requireFreePorts(ports, host);
  const closers: Closers = [await holdFolder(settings.folder)];
  if (options.isReset) await emptyFolder(settings.folder);
  const stop = async () => {
    for (const close of closers.toReversed()) await close();
  };
  try {
    return { ...(await startParts(options, settings, config, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: SandboxOptions,
  settings: SandboxSettings,
  config: Config,
  closers: Closers,
): Promise<Omit<Sandbox, 'stop'>> {
  const { say } = options;
  const standIns = await startStandIns(settings, config, closers);
  say('Notion and Resend stand-ins are up.');
  const traces = await openTraces(settings.env, 'evergreen', config);
  closers.push(async () => traces?.end());
  const temporal = openTemporalClient(settings.env, config, traces);
  const { client, connectionOptions, namespace, dataConverter } = temporal;
  const runs = createRuns({ client, now: () => new Date() });
  const log = createLogger(config.logLevel, config.secrets, undefined, traces?.logFields);
  traces?.reportTo(log);
  const metrics = await openMetrics(config.metricsPort, ['worker', 'api'], runs);
  installRuntime(log, { shutdownSignals: [], sdkPort: metrics?.sdkPort });
  const openTemporal = async () => {
    await startOwnTemporal(options, settings, config, closers);
    const native = await connectNative(connectionOptions);
    closers.push(() => native.close());
    closers.push(() => client.connection.close());
    await checkKeys(runs, config, log);
    say('Temporal is up.');
    return native;
  };
  const facts = factsOf(settings, config, namespace, standIns);
  const gates = createGates(config, metrics?.gates);
  const own = { runs, log, metrics, traces };
  const openDeps = async () => {
    const made = await createActivityDeps(config, client, { runs, gates });
    await sayWarnings(made, say);
    return made;
  };
  const [connection, bundle, deps, { app, refreshReadiness, uiOrigins }] = await allToTheirEnd([
    openTemporal(),
    loadWorkflows(dataConverter),
    openDeps(),
    createOwnApp(settings, config, client, { ...own, facts, gate: gates.notion }),
  ]);
  const { requestsPerSecond: resendRequestsPerSecond } = config.resend;
  const counted = { metrics: metrics?.worker, traced: traces?.activities };
  const spoken = { connection, namespace, dataConverter, bundle };
  const parts = { ...spoken, deps, resendRequestsPerSecond, ...counted };
  const workers = await runLeasedWorkers(parts, { client, log });
  closers.push(() => workers.stop());
  await watchOver(runs, log, config.settings.zone);
  say('The worker is running.');
  await refreshReadiness();
  const endLooking = refreshAlways({ refresh: refreshReadiness });
  closers.push(async () => endLooking());
  closers.push(await serveOwnMetrics(config, workers, metrics));
  closers.push(await serveOwnApp(app, config, uiOrigins));
  const failure = workers.done.then(
    () => new Promise<never>(() => {}),
    (error: Error) => error,
  );
  return { welcome: welcome(facts, settings.elsewhere), failure };
}

/** Waits for all, also when one has failed: what the others open must be closed too. */
async function allToTheirEnd<T extends readonly Promise<unknown>[] | []>(parts: T) {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

/** Temporal's dev server, unless another one was named. */
async function startOwnTemporal(
  { temporalBinary: binary, env }: SandboxOptions,
  { folder, ports }: SandboxSettings,
  { encryptionKeys, temporalUiUrl, adminToken, ...config }: Config,
  closers: Closers,
): Promise<void> {
  if (!binary || env['TEMPORAL_ADDRESS']) return;
  const { SANDBOX_TEMPORAL_PORT: port, SANDBOX_TEMPORAL_UI_PORT: uiPort } = ports;
  const temporal = await startTemporalServer({
    binary,
    folder,
    port,
    uiPort: await freePort(),
    codecUrl: encryptionKeys.length > 0 ? `${temporalUiUrl}${codecPath}` : undefined,
  });
  closers.push(() => temporal.stop());
  const ui = await openTemporalUi(uiPort, temporal.uiPort, { api: apiUrl(config), adminToken });
  closers.push(() => ui.close());
}

async function connectNative(options: NativeConnectionOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(options);
  } catch (cause) {
    if (!(cause instanceof TransportError)) throw cause;
    const where = `Temporal cannot be reached at ${options.address ?? 'its default address'}`;
    throw new InvalidSetup(`${where}; see TEMPORAL_ADDRESS.`, { cause });
  }
}

function portsToOpen({ ports }: SandboxSettings, { env }: SandboxOptions): Record<string, number> {
  if (!env['TEMPORAL_ADDRESS']) return ports;
  const { SANDBOX_TEMPORAL_PORT: _, SANDBOX_TEMPORAL_UI_PORT: __, ...ours } = ports;
  return ours;
}
