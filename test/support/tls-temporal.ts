import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  connect,
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Certificate } from './certificates.js';

/** Who asked, and with what. */
export interface Caller {
  /** The name in their certificate, where one was asked for. */
  name: string | undefined;
  authorization: string | undefined;
  namespace: string | undefined;
}

/**
 * An endpoint such as Temporal Cloud's in front of a server without a log-in: TLS alone, and client
 * certificates of `clientsOf` where that is given. It passes all on, and remembers who asked.
 */
export async function startTlsTemporal(options: {
  /** `host:port` of the server behind it. */
  upstream: string;
  own: Certificate;
  clientsOf?: string;
}) {
  const { upstream, own, clientsOf } = options;
  const callers: Caller[] = [];
  const sessions = new Set<Http2Session>();
  const behind = connect(`http://${upstream}`);
  const server = createSecureServer({
    cert: readFileSync(own.cert),
    key: readFileSync(own.key),
    ...(clientsOf && { ca: readFileSync(clientsOf), requestCert: true, rejectUnauthorized: true }),
  });
  server.on('session', (session) => sessions.add(session.on('error', () => {})));
  server.on('stream', (stream, headers) => {
    const peer = (stream.session?.socket as TLSSocket | undefined)?.getPeerCertificate();
    callers.push({
      name: peer?.subject?.CN?.toString(),
      authorization: headers.authorization,
      namespace: headers['temporal-namespace']?.toString(),
    });
    passOn(stream, headers, behind.request(headers));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `localhost:${port}`,
    callers,
    stop() {
      for (const session of sessions) session.destroy();
      behind.destroy();
      server.close();
    },
  };
}

function passOn(
  stream: ServerHttp2Stream,
  _: IncomingHttpHeaders,
  request: ReturnType<ReturnType<typeof connect>['request']>,
): void {
  let trailers: IncomingHttpHeaders = {};
  for (const one of [stream, request]) one.on('error', () => {});
  stream.on('close', () => request.close());
  stream.pipe(request);
  request.on('trailers', (told) => (trailers = told));
  request.on('response', (headers, flags) => {
    if (stream.destroyed) return;
    const isAll = (flags & 1) === 1; // END_STREAM: an answer of headers alone
    stream.respond(headers, isAll ? { endStream: true } : { waitForTrailers: true });
    if (isAll) return;
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    request.pipe(stream);
  });
}
