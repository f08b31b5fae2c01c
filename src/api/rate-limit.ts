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

/** A token bucket per key and per peer, in bounded memory; forwarding headers are not trusted. */
export function limitRate({ burst, perSecond, isExempt }: RateLimit): MiddlewareHandler {
  const buckets = new LRUCache<string, Bucket>({ max: 10_000 });

  /** Takes a token; or says in how many seconds there is one. */
  const take = (name: string): number => {
    const nowMs = performance.now();
    const { tokens, filledAtMs } = buckets.get(name) ?? { tokens: burst, filledAtMs: nowMs };
    const filled = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond);
    buckets.set(name, { tokens: Math.max(filled - 1, 0), filledAtMs: nowMs });
    return filled >= 1 ? 0 : (1 - filled) / perSecond;
  };

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
function peerOf(c: Context): string {
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '';
}

function digestOfKey(c: Context): string {
  const key = c.req.param('key') ?? bearerIn(c.req.header('Authorization'));
  return createHash('sha256').update(key).digest('base64');
}
