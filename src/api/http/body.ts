import type { Context, MiddlewareHandler, Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { every } from 'hono/combine';
import { Problem } from './problem.js';

const usualKiB = 64;
const mostLevels = 32;

/** Reads the whole body first, counted as it streams, so that its size is judged before all else. */
export function limitBodyTo(mostKiB: number): MiddlewareHandler {
  return every(
    bodyLimit({
      maxSize: mostKiB * 1_024,
      onError: () => {
        throw new Problem(413, `The body is larger than ${mostKiB} KiB.`);
      },
    }),
    async (c: Context, next: Next) => {
      await c.req.arrayBuffer();
      await next();
    },
  );
}

/** As much as any event needs. */
export const limitBody = limitBodyTo(usualKiB);

/** @throws {Problem} 415 */
export function requireJsonType(c: Context): void {
  const type = c.req.header('Content-Type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Problem(415, 'Expected the Content-Type application/json.');
  }
}

/** @throws {Problem} 400, or 422 for a body that is nested too deeply to be one of ours. */
export async function readJson(c: Context): Promise<unknown> {
  const body = parse(await c.req.arrayBuffer());
  if (isDeeperThan(mostLevels, body)) {
    throw new Problem(422, 'The body is nested too deeply.', {
      errors: [{ path: '', message: `expected at most ${mostLevels} levels` }],
    });
  }
  return body;
}

/** Bytes that are no UTF-8 would turn into replacement characters, in names that readers see. */
function parse(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Without its cause, which is logged: the parser quotes the body, and that may be an address.
    throw new Problem(400, 'The body is not JSON in UTF-8.');
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}
