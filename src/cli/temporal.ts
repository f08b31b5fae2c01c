import type { Client } from '@temporalio/client';
import type { Environment } from '../config/environment.js';
import { loadOperatorConfig } from '../config/operator.js';
import { Malformed, NotBegun, TemporalAway } from '../domain/errors.js';
import { connectClient, keyIdsIn, temporalOptions } from '../runs/connect.js';
import { type Namespace, openNamespace } from '../runs/namespace.js';
import { createRuns, type Runs } from '../runs/runs.js';
import { Failed, type Starting, WrongUsage } from './cli.js';

/**
 * Opens the door to Temporal as its own configuration says, on the sandbox's address unless it names one.
 * @throws {Failed} when Temporal does not answer.
 * @throws {WrongUsage} for what the work can never take.
 * @throws {InvalidSetup} where the work starts workflows, and what is open is sealed with a key that is missing here:
 * then no worker could open these.
 */
export function withRuns<T>(
  env: Environment,
  work: (runs: Runs) => Promise<T>,
  { isStarting = false }: Starting = {},
): Promise<T> {
  return withClient(env, async (client) => {
    const runs = createRuns({ client, now: () => new Date() });
    if (isStarting) await runs.requireKeys(keyIdsIn(env));
    return work(runs);
  });
}

/**
 * The same, to the namespace itself: it need not be there yet.
 * @throws {Failed} when Temporal does not answer.
 */
export function withNamespace<T>(
  env: Environment,
  work: (namespace: Namespace) => Promise<T>,
): Promise<T> {
  return withClient(env, (client) => work(openNamespace(client)));
}

async function withClient<T>(env: Environment, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await open(env);
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof Malformed) throw new WrongUsage(`--${error.field}: ${error.message}`);
    if (error instanceof NotBegun) throw new Failed(error.message);
    throw error instanceof TemporalAway ? silent(env) : error;
  } finally {
    await client.connection.close();
  }
}

const where = 'TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where it is';

async function open(env: Environment): Promise<Client> {
  try {
    return await connectClient(env, loadOperatorConfig(env).temporalAddress);
  } catch (error) {
    throw error instanceof TemporalAway ? new Failed(`${error.message}; ${where}`) : error;
  }
}

function silent(env: Environment): Failed {
  const { connectionOptions, namespace } = temporalOptions(env);
  const address = connectionOptions.address ?? loadOperatorConfig(env).temporalAddress;
  return new Failed(
    `Temporal does not answer at ${address}, or refuses us (namespace ${namespace}); ${where}`,
  );
}
