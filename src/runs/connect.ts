import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { dataConverterOf } from '../codec/data-converter.js';
import { readEncryptionKeys } from '../codec/encryption-keys.js';
import { SECOND } from '../domain/duration.js';
import { InvalidConfig, TemporalAway } from '../domain/errors.js';
import { keepingDeadlines } from './keep-deadlines.js';
import { whyUnreachable } from './unreachable.js';

/** The client's own default is longer than anybody waits at a prompt. */
const connectTimeout = 5 * SECOND;

type Environment = Record<string, string | undefined>;

/**
 * Where Temporal is and how it is reached, as its official configuration has it: variables, or its TOML file.
 * Empty means not set.
 * @throws {InvalidConfig} where that names a file or a profile that is not there.
 */
export function temporalOptions(env: Environment) {
  const given = Object.entries(env).filter(([, value]) => value?.trim());
  const overrideEnvVars = Object.fromEntries(given) as Record<string, string>;
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
      overrideEnvVars,
    });
    return { connectionOptions, namespace };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidConfig(`Temporal's configuration (TEMPORAL_*) cannot be read: ${why}`);
  }
}

/**
 * A client that is connected already; whoever has it closes its connection.
 * @param standardAddress counts where the configuration names none.
 * @throws {TemporalAway} naming the address and the namespace.
 * @throws {InvalidConfig} also for keys that are none.
 */
export async function connectClient(
  env: Environment,
  standardAddress = 'localhost:7233',
): Promise<Client> {
  const { connectionOptions, namespace } = temporalOptions(env);
  const { address = standardAddress } = connectionOptions;
  const dataConverter = dataConverterIn(env);
  // The client would try for all of its time where nobody listens, and tell nothing of certificates.
  const why = await whyUnreachable({ ...connectionOptions, address });
  if (why) throw away(`Temporal does not answer at ${address}: ${why}`);
  try {
    const options = { ...connectionOptions, ...keepingDeadlines, address, connectTimeout };
    return new Client({ connection: await Connection.connect(options), namespace, dataConverter });
  } catch (cause) {
    throw away(
      `Temporal does not answer at ${address}, or refuses us (namespace ${namespace})`,
      cause,
    );
  }
}

/**
 * How payloads are read and written, as an environment says.
 * @throws {InvalidConfig} for keys that are none.
 */
export function dataConverterIn(env: Environment): DataConverter {
  const { keys, faults } = readEncryptionKeys(env['ENCRYPTION_KEY']);
  if (faults.length > 0) throw new InvalidConfig(`ENCRYPTION_KEY: ${faults.join('; ')}`);
  return dataConverterOf(keys);
}

/** The names of the keys with which an environment opens what is sealed; the first of them seals. */
export function keyIdsIn(env: Environment): string[] {
  return readEncryptionKeys(env['ENCRYPTION_KEY']).keys.map(({ id }) => id);
}

function away(message: string, cause?: unknown): TemporalAway {
  return new TemporalAway(message, { retryAfterMs: connectTimeout, cause });
}
