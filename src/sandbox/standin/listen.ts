import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { reachedHost } from '../../config/reach.js';

/** A stand-in that answers on a socket of this machine. */
export interface StandInServer {
  url: string;
  port: number;
  /** Ends open and hanging connections at once. */
  close(): Promise<void>;
  /** Waits for the answers under way: they are worked on still when those who asked are gone. */
  settled(): Promise<void>;
}

/** What can be listened for: any Hono app. */
export interface Fetchable {
  fetch: Parameters<typeof getRequestListener>[0];
}

/**
 * Serves an app on 127.0.0.1, or on another address of this machine; port 0 picks a free one. `prepare` gets
 * the server before it listens.
 *
 * @throws the system's error, with its `code` (`EADDRINUSE`), when the port cannot be had
 */
export async function listen(
  app: Fetchable,
  port: number,
  { host = '127.0.0.1', ...options }: ServerOptions & { host?: string } = {},
  prepare: (server: Server) => void = () => {},
): Promise<StandInServer> {
  const underWay = new Set<unknown>();
  const fetch: typeof app.fetch = async (...asked) => {
    const response = app.fetch(...asked);
    underWay.add(response);
    try {
      return await response;
    } finally {
      underWay.delete(response);
    }
  };
  const answer = getRequestListener(fetch);
  const server = createServer(options, (request, response) => void answer(request, response));
  // Above the clients' own limit, so that it is never we who drop an idle connection.
  server.keepAliveTimeout = 60_000;
  prepare(server);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${reachedHost(host)}:${boundPort}`,
    port: boundPort,
    async close() {
      if (!server.listening) return;
      const closed = promisify(server.close.bind(server))();
      server.closeAllConnections();
      await closed;
    },
    async settled() {
      await Promise.allSettled(underWay);
    },
  };
}
