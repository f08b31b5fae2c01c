import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Chance } from './random.js';

/** What becomes of some of the calls to Temporal. */
export interface CallFault {
  /**
   * `refused`: not carried out, as the server is not available. `exhausted`: not carried out, as the caller has asked
   * too often. `slow`: carried out seconds later. `lost`: carried out, and answered as if the server were not
   * available. `cut`: carried out, and the connection breaks, with all else that is asked on it.
   */
  how: 'refused' | 'exhausted' | 'slow' | 'lost' | 'cut';
  /** Which calls, by their names in Temporal's API. Default: all of them. */
  methods?: readonly string[];
  /** How many of them, from 0 to 1. */
  probability: number;
}

/** Status codes of gRPC. Source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const unavailable = 14;
const resourceExhausted = 8;

const usuallySlowMs = { least: 400, most: 4_000 };

/**
 * Stands between the product and Temporal's server, and passes calls on, or does not. Each of its connections has
 * one of its own to the server, so that one that the server drops, or does not take, looks so to the product.
 */
export async function openTemporalProxy(
  server: string,
  chance: Chance,
  slowMs: { least: number; most: number } = usuallySlowMs,
) {
  let faults: readonly CallFault[] = [];
  /** How many calls each kind of fault has hit, so that one that hits none is seen. */
  const hits: Partial<Record<CallFault['how'], number>> = {};
  const own = new Map<Http2Session, ClientHttp2Session>();
  const proxy = createServer();
  proxy.on('session', (session) => {
    const onwards = connect(`http://${server}`);
    own.set(session, onwards);
    onwards.on('error', () => soon(() => session.destroy()));
    // What the server says of its connection is said of ours: what is open may end, nothing new begins.
    onwards.on('goaway', () => soon(() => session.close()));
    onwards.on('close', () => soon(() => session.destroy()));
    session.on('error', () => soon(() => onwards.destroy()));
    session.on('close', () => {
      own.delete(session);
      soon(() => onwards.destroy());
    });
  });
  proxy.on('stream', (stream, headers) => {
    stream.on('error', () => undefined); // its caller has gone
    const { session } = stream;
    const onwards = session && own.get(session);
    if (!onwards || onwards.closed) return doNotTake(stream);
    const fault = faultOf(faults, nameOf(headers), chance);
    if (fault) hits[fault] = (hits[fault] ?? 0) + 1;
    if (fault === 'refused') return refuse(stream, unavailable);
    if (fault === 'exhausted') return refuse(stream, resourceExhausted);
    const pass = () => {
      if (onwards.closed) doNotTake(stream);
      else if (!stream.closed) forward(stream, headers, onwards, fault);
    };
    if (fault === 'slow') setTimeout(pass, chance.between(slowMs.least, slowMs.most));
    else pass();
    return undefined;
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    address: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    setFaults(now: readonly CallFault[]) {
      faults = now;
    },
    hits,
    close() {
      proxy.close();
      for (const session of own.keys()) session.destroy();
    },
  };
}

/** Not while one connection is at work: Node does not bear that what it is about to tell ends what it reads from. */
function soon(work: () => void): void {
  setImmediate(work);
}

/** Such as StartWorkflowExecution. */
function nameOf(headers: IncomingHttpHeaders): string {
  return String(headers[constants.HTTP2_HEADER_PATH]).split('/').at(-1) ?? '';
}

function faultOf(faults: readonly CallFault[], name: string, chance: Chance) {
  return faults.find(
    ({ methods, probability }) => (methods?.includes(name) ?? true) && chance.isSo(probability),
  )?.how;
}

/** Says that nothing has been done for this call, so that its caller may ask on another connection. */
function doNotTake(stream: ServerHttp2Stream): void {
  if (!stream.closed) stream.close(constants.NGHTTP2_REFUSED_STREAM);
}

/** An answer of gRPC that has no message. */
function refuse(stream: ServerHttp2Stream, status: number): void {
  if (stream.closed) return;
  stream.resume(); // what is asked is read, and left
  const headers = { 'content-type': 'application/grpc', 'grpc-status': String(status) };
  stream.respond(
    { ':status': 200, ...headers, 'grpc-message': 'by the proxy' },
    { endStream: true },
  );
}

function forward(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  onwards: ClientHttp2Session,
  fault: CallFault['how'] | undefined,
): void {
  const call = onwards.request(headers);
  stream.pipe(call);
  stream.on('close', () => soon(() => call.close(constants.NGHTTP2_CANCEL)));
  call.on('error', () => soon(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR)));
  if (fault !== 'lost' && fault !== 'cut') return answer(call, stream);
  call.resume();
  call.on('end', () => {
    if (fault === 'lost') refuse(stream, unavailable);
    else soon(() => stream.session?.destroy());
  });
  return undefined;
}

function answer(call: ClientHttp2Stream, stream: ServerHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  call.on('trailers', (said) => {
    trailers = said;
  });
  call.on('response', (said, flags) => {
    if (stream.closed) return;
    // A refusal of gRPC is headers, and nothing after them.
    if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) {
      stream.respond(said, { endStream: true });
      return;
    }
    stream.respond(said, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    call.pipe(stream);
  });
}
