import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { SECOND } from '../../domain/duration.js';
import { networkOf, plainAddress } from './peer.js';
import { answerUnreadable } from './unreadable-requests.js';

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
  /** So many requests of one may wait for their answers: hardly a program asks before it was answered. */
  mostUnderWay: number;
  /** Who may have as many as there are, by address: proxies, behind which everybody is. */
  isUnlimited: (address: string) => boolean;
}

const usual: ConnectionLimits = {
  most: 5_000,
  mostOfOnePeer: 1_250,
  idleMs: 90 * SECOND,
  mostUnderWay: 10,
  isUnlimited: () => false,
};

/** A server of HTTP, whichever its version. */
type HttpServer = Server & { setTimeout(ms: number): unknown };

/** Keeps a server from being used up by connections that do nothing, by one peer's, or by what is no request. */
export function limitConnections(server: HttpServer, limits: Partial<ConnectionLimits> = {}): void {
  const { most, mostOfOnePeer, idleMs, mostUnderWay, isUnlimited } = { ...usual, ...limits };
  server.maxConnections = most;
  server.setTimeout(idleMs);
  limitUnderWay(server, mostUnderWay);
  answerUnreadable(server);
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

/**
 * Cuts a connection off on which more is asked than answered: all that one packet asks is worked on at once,
 * and the answers are kept until they are read.
 */
function limitUnderWay(server: HttpServer, most: number): void {
  const underWay = new WeakMap<Socket, number>();
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > most || socket.destroyed) {
      socket.destroy();
      return;
    }
    underWay.set(socket, count);
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
}
