import type { ServerOptions } from 'node:http';
import type { Server } from 'node:net';
import { SECOND } from '../../domain/duration.js';
import { networkOf, plainAddress } from './peer.js';

/** A sender that is slower than this is cut off: headers, and the whole request. */
export const slowestRequest: ServerOptions = {
  headersTimeout: 10 * SECOND,
  requestTimeout: 10 * SECOND,
  connectionsCheckingInterval: 2 * SECOND,
};

/** What a server's connections may take of it. */
export interface ConnectionLimits {
  most: number;
  /** Of one peer: a stranger alone must not use all up. */
  mostOfOnePeer: number;
  /** So long nothing may move on one. Longer than any answer takes, so that only who does not read is cut off. */
  idleMs: number;
  /** Who may have as many as there are, by address: proxies, behind which everybody is. */
  isUnlimited: (address: string) => boolean;
}

const usual: ConnectionLimits = {
  most: 5_000,
  mostOfOnePeer: 1_250,
  idleMs: 90 * SECOND,
  isUnlimited: () => false,
};

/** A server of HTTP, whichever its version. */
type HttpServer = Server & { setTimeout(ms: number): unknown };

/** Keeps a server from being used up by connections that do nothing, or by one peer's. */
export function limitConnections(server: HttpServer, limits: Partial<ConnectionLimits> = {}): void {
  const { most, mostOfOnePeer, idleMs, isUnlimited } = { ...usual, ...limits };
  server.maxConnections = most;
  server.setTimeout(idleMs);
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = plainAddress(socket.remoteAddress ?? '') ?? '';
    if (isUnlimited(address)) return;
    const peer = networkOf(address);
    const count = (open.get(peer) ?? 0) + 1;
    open.set(peer, count);
    socket.once('close', () => {
      const left = (open.get(peer) ?? 1) - 1;
      if (left > 0) open.set(peer, left);
      else open.delete(peer);
    });
    if (count > mostOfOnePeer) socket.destroy();
  });
}
