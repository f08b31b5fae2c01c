import { Client, type ClientInterceptors, Connection } from '@temporalio/client';
import { dataConverterOf } from '../codec/data-converter.js';
import type { Environment } from '../config/environment.js';
import type { Config } from '../config.js';
import { temporalOptions } from '../runs/connect.js';
import { keepingDeadlines } from '../runs/keep-deadlines.js';

/** How a process reaches Temporal, and writes to it; it connects when it first asks for something. */
export function openTemporalClient(
  env: Environment,
  { encryptionKeys }: Pick<Config, 'encryptionKeys'>,
  traces?: { client: ClientInterceptors },
) {
  const { connectionOptions, namespace } = temporalOptions(env);
  const connection = Connection.lazy({ ...connectionOptions, ...keepingDeadlines });
  const dataConverter = dataConverterOf(encryptionKeys);
  const client = new Client({
    connection,
    namespace,
    dataConverter,
    ...(traces && { interceptors: traces.client }),
  });
  return { client, connectionOptions, namespace, dataConverter };
}
