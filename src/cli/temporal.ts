import type { Client } from '@temporalio/client';
import type { Environment } from '../config/environment.js';
import { loadOperatorConfig } from '../config/operator.js';
import { Malformed, TemporalAway } from '../domain/errors.js';
import { connectClient, temporalOptions } from '../runs/connect.js';
import { type Namespace, openNamespace } from '../runs/namespace.js';
import { createRuns, type Runs } from '../runs/runs.js';
import { Failed, WrongUsage } from './cli.js';

/**
 * Opens the door to Temporal as its own configuration says, on the sandbox's address unless it names one.
 * @throws {Failed} when Temporal does not answer.
 * @throws {WrongUsage} for what the work can never take.
 */
export function withRuns<T>(env: Environment, work: (runs: Runs) => Promise<T>): Promise<T> {
  return withClient(env, (client) => work(createRuns({ client, now: () => new Date() })));
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
  let client: Client | undefined;
  try {
    client = await connectClient(env, loadOperatorConfig(env).temporalAddress);
    return await work(client);
  } catch (error) {
    if (error instanceof Malformed) throw new WrongUsage(`--${error.field}: ${error.message}`);
    throw error instanceof TemporalAway ? silent(env) : error;
  } finally {
    await client?.connection.close();
  }
}

function silent(env: Environment): Failed {
  const { connectionOptions, namespace } = temporalOptions(env);
  const address = connectionOptions.address ?? loadOperatorConfig(env).temporalAddress;
  const where = 'TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where it is';
  return new Failed(
    `Temporal does not answer at ${address}, or refuses us (namespace ${namespace}); ${where}`,
  );
}
