import type { Payload } from '@temporalio/common';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { Sealed } from '../../codec/codec.js';
import type { ApiDeps } from '../deps.js';
import { isOperator, limitStrangers, requireOperator } from '../http/auth.js';
import { limitBody, limitBodyTo, readJson, requireJsonType } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { judge } from './asked.js';

/** Larger than any message that Temporal takes. */
const mostKiB = 8 * 1_024;
/** What is small may have been large before it was packed. */
const mostBytesGiven = 32 * 1_024 * 1_024;

const base64 = z
  .string()
  .regex(/^[\w+/-]*={0,2}$/, 'expected base64')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** Payloads as Temporal's own tools post them. */
export const codecBody = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), base64).default({}),
      data: base64.nullable().default(null),
    }),
  ),
});

export const codecWays = ['encode', 'decode'] as const;

/**
 * Opens and seals payloads for Temporal Web UI and `temporal --codec-endpoint`: for operators alone, by their
 * token, or in a browser by their session of the console.
 */
export function codec(deps: ApiDeps): Hono {
  const app = new Hono();
  const limit = limitStrangers(deps);
  app.use('/codec/*', letPagesAsk(deps.uiOrigins));
  for (const way of codecWays) {
    app.post(`/codec/${way}`, limit, limitByCaller(deps), async (c) => {
      requireJsonType(c);
      if (!(await hasSession(c, deps))) requireOperator(c, deps);
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

/** Nobody's memory is filled by strangers. */
function limitByCaller(deps: ApiDeps): MiddlewareHandler {
  const limitOperator = limitBodyTo(mostKiB);
  return async (c, next) =>
    isOperator(c, deps) || (await hasSession(c, deps))
      ? limitOperator(c, next)
      : limitBody(c, next);
}

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

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
