import type { MiddlewareHandler } from 'hono';
import type { StandInEnv } from '../standin/env.js';
import type { RateLimiter } from '../standin/rate-limit.js';
import { NotionRefusal } from './refusal.js';

const maxBodyBytes = 500_000;
const knownVersion = '2026-03-11';

/** Lets in who has a token, names a version and has not asked too often or too much. */
export function gate(limiter: RateLimiter): MiddlewareHandler<StandInEnv> {
  return async (c, next) => {
    const { entry, at } = c.var;
    if (entry.key === null) throw new NotionRefusal(401, 'unauthorized', 'API token is invalid.');
    const version = c.req.header('notion-version');
    if (version === undefined) {
      throw new NotionRefusal(
        400,
        'missing_version',
        'Notion-Version header failed validation: Notion-Version header should be defined, ' +
          'instead was `undefined`.',
      );
    }
    // Other versions have other names for the same things: answering them would hide the mistake.
    if (version !== knownVersion) {
      throw new NotionRefusal(
        400,
        'validation_error',
        `Notion-Version header failed validation: the stand-in knows \`${knownVersion}\` alone, ` +
          `instead was \`${version}\`.`,
      );
    }
    const { retryAfterSeconds } = limiter.take(entry.key, at);
    if (retryAfterSeconds !== undefined) {
      c.header('retry-after', String(retryAfterSeconds));
      throw new NotionRefusal(
        429,
        'rate_limited',
        'You have been rate limited. Please try again in a few minutes.',
        { rate_limit_reason: 'connection_request_limit' },
      );
    }
    const bytes = Buffer.byteLength(await c.req.text());
    if (bytes > maxBodyBytes) {
      throw new NotionRefusal(
        400,
        'validation_error',
        `body failed validation: body should be ≤ \`${maxBodyBytes}\` bytes, instead was \`${bytes}\`.`,
      );
    }
    return next();
  };
}
