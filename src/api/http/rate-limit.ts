import { createHash } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { LRUCache } from 'lru-cache';
import { bearerIn } from './auth.js';
import { Problem } from './problem.js';

/** What one key, and one peer, may post. */
export interface RateLimit {
  burst: number;
  perSecond: number;
  /** Peers that are not limited; a sandbox trusts its own computer. */
  isExempt: (peer: string) => boolean;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Token buckets by name, in bounded memory: takes one; or says in how many seconds there is one. */
export function createBuckets({
  burst,
  perSecond,
}: Pick<RateLimit, 'burst' | 'perSecond'>): (name: string) => number {
  const buckets = new LRUCache<string, Bucket>({ max: 10_000 });
  return (name) => {
    const nowMs = performance.now();
    const { tokens, filledAtMs } = buckets.get(name) ?? { tokens: burst, filledAtMs: nowMs };
    const filled = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond);
    buckets.set(name, { tokens: Math.max(filled - 1, 0), filledAtMs: nowMs });
    return filled >= 1 ? 0 : (1 - filled) / perSecond;
  };
}

/** Limits each key and each peer; forwarding headers are not trusted. */
export function limitRate({ isExempt, ...rate }: RateLimit): MiddlewareHandler {
  const take = createBuckets(rate);
  return async (c, next) => {
    const peer = peerOf(c);
    if (!isExempt(peer)) {
      const waitSeconds = Math.max(take(`peer ${peer}`), take(`key ${digestOfKey(c)}`));
      if (waitSeconds > 0) {
        throw new Problem(429, 'Too many requests; please slow down.', {
          headers: { 'Retry-After': String(Math.ceil(waitSeconds)) },
        });
      }
    }
    await next();
  };
}

/** Without a socket, as in tests, all callers are one peer. */
export function peerOf(c: Context): string {
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '';
}

function digestOfKey(c: Context): string {
  const key = c.req.param('key') ?? bearerIn(c.req.header('Authorization'));
  return createHash('sha256').update(key).digest('base64');
}
