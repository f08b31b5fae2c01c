import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { dropMissing } from '../domain/drop-missing.js';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import { keepingDeadlines } from './keep-deadlines.js';

/** The client's own default is longer than anybody waits at a prompt. */
const connectTimeout = 5 * SECOND;

type Environment = Record<string, string | undefined>;

/** Where Temporal is and how it is reached, as its official configuration has it: variables, or its TOML file. */
export function temporalOptions(env: Environment) {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: dropMissing(env) as Record<string, string>,
  });
  return { connectionOptions, namespace };
}

/**
 * A client that is connected already; whoever has it closes its connection.
 * @param standardAddress counts where the configuration names none.
 * @throws {TemporalAway} naming the address and the namespace.
 */
export async function connectClient(
  env: Environment,
  standardAddress = 'localhost:7233',
): Promise<Client> {
  const { connectionOptions, namespace } = temporalOptions(env);
  const { address = standardAddress } = connectionOptions;
  try {
    await knock(address);
    const options = { ...connectionOptions, ...keepingDeadlines, address, connectTimeout };
    return new Client({ connection: await Connection.connect(options), namespace });
  } catch (cause) {
    const message = `Temporal does not answer at ${address}, or refuses us (namespace ${namespace})`;
    throw new TemporalAway(message, { retryAfterMs: connectTimeout, cause });
  }
}

/** The client would try for all of its time where nobody listens. @throws where that is so */
async function knock(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = createConnection({
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port || 7233),
  });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectTimeout) });
  } finally {
    socket.destroy();
  }
}
