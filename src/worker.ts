import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { createActivityDeps } from './activity-deps.js';
import { loadConfig } from './config.js';
import { createLogger, temporalLogger } from './log.js';
import { bundleWorkflows, runWorkers } from './run-workers.js';

/** The worker process: configuration -> vendors -> workers, until a signal ends it. */
const config = loadConfig(process.env);
const log = createLogger(config.logLevel);
Runtime.install({ logger: temporalLogger(log) });
const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
const deps = await createActivityDeps(config, namespace);
for (const warning of deps.workspace.warnings) log.warn({ warning });
const connection = await NativeConnection.connect(connectionOptions);
const workers = await runWorkers({ connection, namespace, bundle: await bundleWorkflows(), deps });
log.info({ event: 'worker is running', namespace });
await workers.done;
await connection.close();
