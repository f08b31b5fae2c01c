import { once } from 'node:events';
import { createServer } from 'node:net';
import { InvalidSetup } from '../domain/errors.js';

export class PortInUse extends Error {
  override name = 'PortInUse';
}

/** Where HOST counts. */
const publicPorts = new Set(['PORT', 'METRICS_PORT']);

/**
 * Looks at all ports before anything starts.
 * @throws {PortInUse} naming the port and the variable that moves it.
 */
export async function requireFreePorts(
  ports: Record<string, number>,
  /** Where the API and the metrics listen; all others are on 127.0.0.1. */
  host = '127.0.0.1',
): Promise<void> {
  const takenBy = new Map<number, string>();
  for (const [variable, port] of Object.entries(ports)) {
    const other = takenBy.get(port);
    if (other) {
      throw new PortInUse(
        `Port ${port} is asked for by ${other} and ${variable}; set one of them to another.`,
      );
    }
    takenBy.set(port, variable);
    if (await isFree(port, publicPorts.has(variable) ? host : '127.0.0.1')) continue;
    throw new PortInUse(`Port ${port} is in use; free it, or set ${variable} to another one.`);
  }
}

/** @throws {InvalidSetup} where this machine has no such address. */
async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw new InvalidSetup(`Port ${port} cannot be listened on at ${host}; see HOST and PORT.`, {
      cause: error,
    });
  }
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address)
    throw new TypeError('a server that listens has a port');
  return address.port;
}
