import type { Context, MiddlewareHandler, Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { every } from 'hono/combine';
import { Problem } from './problem.js';

const mostBytes = 64 * 1_024;

/** Reads the whole body first, counted as it streams, so that its size is judged before all else. */
export const limitBody: MiddlewareHandler = every(
  bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new Problem(413, `The body is larger than ${mostBytes / 1_024} KiB.`);
    },
  }),
  async (c: Context, next: Next) => {
    await c.req.arrayBuffer();
    await next();
  },
);

/** @throws {Problem} 415 */
export function requireJsonType(c: Context): void {
  const type = c.req.header('Content-Type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Problem(415, 'Expected the Content-Type application/json.');
  }
}

/** @throws {Problem} 400 */
export async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(400, 'The body is not JSON.', { cause });
  }
}
