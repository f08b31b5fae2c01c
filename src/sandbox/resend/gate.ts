import { Hono, type MiddlewareHandler } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import type { RateLimiter } from '../standin/rate-limit.js';
import { ResendRefusal } from './refusal.js';

/** How long an idempotency key is kept. */
export const rememberedMs = 24 * 3600 * 1000;

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

/** The sends under way and, where failures are remembered too, the 5xx answers by their key. */
export class Sends {
  readonly underWay = new Set<string>();
  readonly failed = new Map<string, { status: number; body: unknown; at: number }>();
  readonly remembersFailures: boolean;

  constructor(options: { remembersFailures: boolean }) {
    this.remembersFailures = options.remembersFailures;
  }

  clear(): void {
    this.underWay.clear();
    this.failed.clear();
  }
}

/**
 * Refuses a second send under a key while the first is under way. It stands around the faults: a
 * request that Resend leaves hanging is one that it is still working on.
 */
export function inFlight(sends: Sends): Hono<StandInEnv> {
  const app = new Hono<StandInEnv>();
  app.post('/emails', async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined) return next();
    const failure = sends.failed.get(key);
    if (failure && c.var.at.getTime() - failure.at < rememberedMs) {
      return c.json(failure.body, failure.status as 500);
    }
    if (sends.underWay.has(key)) {
      throw new ResendRefusal(
        409,
        'concurrent_idempotent_requests',
        'This idempotency key is in use by a request that is still in progress.',
      );
    }
    sends.underWay.add(key);
    try {
      await next();
    } finally {
      sends.underWay.delete(key);
    }
    if (sends.remembersFailures && c.res.status >= 500) {
      const body: unknown = await c.res.clone().json();
      sends.failed.set(key, { status: c.res.status, body, at: c.var.at.getTime() });
    }
    return undefined;
  });
  return app;
}

function isOpenToSenders(method: string, path: string): boolean {
  return (method === 'POST' && path === '/emails') || path === '/usage';
}
