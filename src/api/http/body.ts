import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { every } from 'hono/combine';
import { Problem } from './problem.js';

const usualKiB = 64;
const mostLevels = 32;

/** Reads the whole body first, counted as it comes, so that its size is judged before all else. */
export function limitBodyTo(mostKiB: number): MiddlewareHandler {
  const maxSize = mostKiB * 1_024;
  const tooLarge = (): never => {
    throw new Problem(413, `The body is larger than ${mostKiB} KiB.`);
  };
  const readWhole: MiddlewareHandler = async (c, next) => {
    const { byteLength } = await c.req.arrayBuffer();
    if (byteLength > maxSize) tooLarge();
    await next();
  };
  const readAsItStreams = every(bodyLimit({ maxSize, onError: tooLarge }), readWhole);
  return (c, next) => {
    const length = announcedLength(c);
    if (length === undefined) return readAsItStreams(c, next);
    return length > maxSize ? tooLarge() : readWhole(c, next);
  };
}

/**
 * How long the sender says that the body is: the parser of HTTP hands no more of it on, so that no web stream has to
 * be made of it, which costs more than to read the event.
 */
function announcedLength(c: Context): number | undefined {
  if (c.req.header('Transfer-Encoding') !== undefined) return undefined;
  const length = c.req.header('Content-Length') ?? '';
  return /^\d+$/.test(length) ? Number(length) : undefined;
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
