import type { Context } from 'hono';
import type { z } from 'zod';
import { readBody } from '../../domain/event/event.js';
import type { ApiDeps } from '../deps.js';
import { requireOperator } from '../http/auth.js';
import { readJson, requireJsonType } from '../http/body.js';
import { readEvent } from '../website/webhooks.js';

/**
 * What an operator asks by a JSON body, unjudged yet.
 * @throws {Problem} 415, 401 or 400, in the order of errors; 429 for one who guesses the token.
 */
export function readAsked(deps: ApiDeps, c: Context): Promise<unknown> {
  requireJsonType(c);
  requireOperator(c, deps);
  return readJson(c);
}

/**
 * `more` is what is faulty beside the body, or only in what it means.
 * @throws {Problem} 422 naming every faulty field.
 */
export function judge<T>(
  body: z.ZodType<T>,
  asked: unknown,
  more: { path: string; message: string }[] = [],
): T {
  return readEvent((posted) => readBody(body, posted, more), asked, new Date(0));
}
