import { once } from 'node:events';
import { createServer } from 'node:net';

export class PortInUse extends Error {
  override name = 'PortInUse';
}

/**
 * Looks at all ports before anything starts.
 * @throws {PortInUse} naming the port and the variable that moves it.
 */
export async function requireFreePorts(ports: Record<string, number>): Promise<void> {
  for (const [variable, port] of Object.entries(ports)) {
    if (await isFree(port)) continue;
    throw new PortInUse(`Port ${port} is in use; free it, or set ${variable} to another one.`);
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
