import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** `RESOURCE_EXHAUSTED` in gRPC. */
const resourceExhausted = '8';

/** A message of gRPC in which nothing is said. */
const nothing = Buffer.alloc(5);

/**
 * A Temporal that lets anybody connect, and refuses all they ask with these words; after as many refusals
 * as are given, it answers that there is nothing.
 */
export async function startBusyTemporal(details: string, refusals = Number.POSITIVE_INFINITY) {
  let calls = 0;
  const server = createServer();
  server.on('stream', (stream, { ':path': path }) => {
    if (path?.endsWith('/GetSystemInfo')) return answer(stream);
    calls += 1;
    if (calls > refusals) return answer(stream);
    const refusal = { 'grpc-status': resourceExhausted, 'grpc-message': details };
    stream.respond({ ...isGrpc, ...refusal }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    /** How often it was asked for something. */
    calls: () => calls,
    stop: () => server.close(),
  };
}

const isGrpc = { 'content-type': 'application/grpc' };

function answer(stream: ServerHttp2Stream): void {
  stream.respond(isGrpc, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(nothing);
}
