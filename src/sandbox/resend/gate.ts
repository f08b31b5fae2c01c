import { Hono, type MiddlewareHandler } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import type { RateLimiter } from '../standin/rate-limit.js';
import { ResendRefusal } from './refusal.js';

/** Lets in who has a key that may do this and has not asked too often. */
export function gate(limiter: RateLimiter): MiddlewareHandler<StandInEnv> {
  return async (c, next) => {
    const { entry, at } = c.var;
    if (entry.key === null) throw new ResendRefusal(401, 'missing_api_key', 'Missing API Key');
    const allowance = limiter.take(entry.key, at);
    const { limit, remaining, resetSeconds, retryAfterSeconds } = allowance;
    c.header('ratelimit-limit', String(limit));
    c.header('ratelimit-remaining', String(remaining));
    c.header('ratelimit-reset', String(resetSeconds));
    c.header('ratelimit-policy', `${limit};w=1`);
    if (retryAfterSeconds !== undefined) {
      c.header('retry-after', String(retryAfterSeconds));
      throw new ResendRefusal(
        429,
        'rate_limit_exceeded',
        `Too many requests. You can only make ${limit} requests per second.`,
      );
    }
    if (entry.key.includes('sending_only') && !isOpenToSenders(entry.method, entry.path)) {
      throw new ResendRefusal(
        401,
        'restricted_api_key',
        'This API key is restricted to only send emails',
      );
    }
    return next();
  };
}

/**
 * Refuses a second send under a key while the first is under way. It stands around the faults: a
 * request that Resend leaves hanging is one that it is still working on.
 */
export function inFlight(keys: Set<string>): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();
  app.post('/emails', async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined) return next();
    if (keys.has(key)) {
      throw new ResendRefusal(
        409,
        'concurrent_idempotent_requests',
        'This idempotency key is in use by a request that is still in progress.',
      );
    }
    keys.add(key);
    try {
      await next();
    } finally {
      keys.delete(key);
    }
  });
  return app;
}

function isOpenToSenders(method: string, path: string): boolean {
  return (method === 'POST' && path === '/emails') || path === '/usage';
}
