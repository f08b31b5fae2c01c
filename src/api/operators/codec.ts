import type { Payload } from '@temporalio/common';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { Sealed } from '../../codec/codec.js';
import type { ApiDeps } from '../deps.js';
import { isOperator, limitStrangers, noOperator } from '../http/auth.js';
import { limitBody, limitBodyTo, readJson, requireJsonType } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { judge } from './asked.js';

/** Larger than any message that Temporal takes. */
const mostKiB = 8 * 1_024;
/** What is small may have been large before it was packed. */
const mostBytesGiven = 32 * 1_024 * 1_024;

/** More than Temporal itself sends at once: each is work of its own, also where nothing is in it. */
const mostPayloads = 10_000;

/** In words for programs; to judge by it would take a stack as deep as the text is long. */
const base64Form = '^(?:[\\w+/-]{4})*(?:[\\w+/-]{2}(?:==)?|[\\w+/-]{3}=?)?$';

const base64 = z
  .string()
  .refine(isBase64, 'expected base64')
  .meta({ pattern: base64Form })
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** Payloads as Temporal's own tools post them. */
export const codecBody = z.object({
  payloads: z
    .array(
      z.object({
        metadata: z.record(z.string(), base64).nullable().default(null),
        data: base64.nullable().default(null),
      }),
    )
    .max(mostPayloads, `expected at most ${mostPayloads} payloads`),
});

/** What is known of a request: whether an operator asks. */
interface Known {
  Variables: { isKnown: boolean };
}

export const codecWays = ['encode', 'decode'] as const;

/**
 * Opens and seals payloads for Temporal Web UI and `temporal --codec-endpoint`: for operators alone, by their
 * token, or in a browser by their session of the console.
 */
export function codec(deps: ApiDeps): Hono<Known> {
  const app = new Hono<Known>();
  const limit = limitStrangers(deps);
  app.use('/codec/*', letPagesAsk(deps.uiOrigins));
  for (const way of codecWays) {
    app.post(`/codec/${way}`, limit, knowCaller(deps), limitByCaller, async (c) => {
      requireJsonType(c);
      if (!c.get('isKnown')) throw noOperator();
      const { payloads } = judge(codecBody, await readJson(c));
      return c.json({ payloads: await convertAll(deps.codec[way], payloads) });
    });
  }
  return app;
}

/** Pages of these origins may ask, with their cookies; a browser keeps the answer from all others. */
function letPagesAsk(origins: readonly string[]): MiddlewareHandler {
  const allow = cors({
    origin: [...origins],
    allowMethods: ['POST'],
    allowHeaders: ['Authorization', 'Content-Type', 'X-Namespace'],
    credentials: true,
    maxAge: 600,
  });
  return (c, next) => (origins.includes(c.req.header('Origin') ?? '') ? allow(c, next) : next());
}

/**
 * Finds out once who asks, so that a wrong token counts once. A session is enough, whatever token the page sends
 * besides.
 */
function knowCaller(deps: ApiDeps): MiddlewareHandler<Known> {
  return async (c, next) => {
    c.set('isKnown', (await hasSession(c, deps)) || isOperator(c, deps));
    await next();
  };
}

const limitOperator = limitBodyTo(mostKiB);

/** Nobody's memory is filled by strangers. */
const limitByCaller: MiddlewareHandler<Known> = (c, next) =>
  c.get('isKnown') ? limitOperator(c, next) : limitBody(c, next);

/** A cookie counts where the browser says that one of the pages meant here has asked. */
async function hasSession(c: Context, { uiOrigins, isLoggedIn }: ApiDeps): Promise<boolean> {
  const isMeant = uiOrigins.includes(c.req.header('Origin') ?? '');
  return isMeant && ((await isLoggedIn?.(c)) ?? false);
}

async function convertAll(
  convert: (payloads: Payload[]) => Promise<Payload[]>,
  payloads: readonly Payload[],
) {
  const given: object[] = [];
  let bytes = 0;
  for (const [at, payload] of payloads.entries()) {
    const [converted = {}] = await convert([payload]).catch((error: unknown) => {
      if (!(error instanceof Sealed)) throw error;
      const errors = [{ path: `payloads.${at}`, message: error.message }];
      throw new Problem(422, 'A payload cannot be opened.', { errors });
    });
    bytes += converted.data?.length ?? 0;
    if (bytes > mostBytesGiven) throw new Problem(413, 'The payloads are too large once opened.');
    given.push(toJson(converted));
  }
  return given;
}

function toJson({ metadata, data }: Payload): object {
  const entries = Object.entries(metadata ?? {});
  return {
    metadata: Object.fromEntries(entries.map(([name, value]) => [name, toBase64(value)])),
    ...(data && { data: toBase64(data) }),
  };
}

/** As programs write it: of either alphabet, and filled up to whole groups of four or not at all. */
function isBase64(text: string): boolean {
  const filling = /^[\w+/-]*(={0,2})$/.exec(text)?.[1];
  if (filling === undefined) return false;
  return filling ? text.length % 4 === 0 : text.length % 4 !== 1;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
