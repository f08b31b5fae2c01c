import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { StandInEnv } from './env.js';
import type { Ending, Fault } from './faults.js';

const textHeaders = { 'content-type': 'text/html' };
const jsonHeaders = { 'content-type': 'application/json' };

/** What an ending starts from: the answer of a request that was carried out, if it was. */
export interface Ended {
  fault: Fault;
  executed?: Response;
  /** The vendor's body for an error status. */
  errorBody(status: number): unknown;
}

/** Ends a request badly, over its real socket where it takes that. */
export async function endBadly(
  c: Context<StandInEnv>,
  ending: Ending,
  ended: Ended,
): Promise<Response> {
  if (typeof ending === 'number') return errorAnswer(ending, ended);
  return endings[ending](c, ended);
}

const endings: Record<
  Exclude<Ending, number>,
  (c: Context<StandInEnv>, ended: Ended) => Response | Promise<Response>
> = {
  reset(c) {
    c.env.incoming.socket.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
  },
  async silence(c) {
    await untilGone(c);
    return RESPONSE_ALREADY_SENT;
  },
  'not-json': (_c, { fault }) =>
    new Response('<html><body><h1>Bad gateway</h1></body></html>', {
      status: fault.status ?? 200,
      headers: textHeaders,
    }),
  'null-body': (_c, { fault }) =>
    new Response('null', { status: fault.status ?? 500, headers: jsonHeaders }),
  async 'slow-body'(_c, { fault, executed }) {
    const body = executed ? await executed.text() : '{"object":"list"}';
    return new Response(dribble(body, fault.delayMs ?? 1000), {
      status: executed?.status ?? 200,
      headers: jsonHeaders,
    });
  },
  async late(c, { fault, executed }) {
    const gone = new AbortController();
    await Promise.race([
      sleep(fault.delayMs ?? 1000, undefined, { signal: gone.signal }).catch(() => undefined),
      untilGone(c),
    ]);
    gone.abort();
    return executed && !c.env.outgoing.closed ? executed : RESPONSE_ALREADY_SENT;
  },
};

/** Whether a response stands for "no answer was given". */
export function isUnanswered(response: Response): boolean {
  return response.headers.has('x-hono-already-sent');
}

function errorAnswer(status: number, { fault, errorBody }: Ended): Response {
  const body = fault.body === undefined ? errorBody(status) : fault.body;
  const { retryAfterSeconds } = fault;
  return Response.json(body, {
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  });
}

async function untilGone(c: Context<StandInEnv>): Promise<void> {
  const { outgoing } = c.env;
  if (!outgoing.closed) await once(outgoing, 'close');
}

/** The headers and the first byte at once, then a byte at a time. */
function dribble(body: string, everyMs: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  const gone = new AbortController();
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    async pull(stream) {
      if (sent > 0) await sleep(everyMs, undefined, { signal: gone.signal }).catch(() => undefined);
      if (gone.signal.aborted) return;
      if (sent >= bytes.length) return stream.close();
      stream.enqueue(bytes.slice(sent, sent + 1));
      sent += 1;
    },
    cancel: () => gone.abort(),
  });
}
