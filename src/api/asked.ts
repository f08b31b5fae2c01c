import type { Context } from 'hono';
import type { z } from 'zod';
import { readBody } from '../domain/events/event.js';
import type { ApiDeps } from './app.js';
import { requireAdmin } from './auth.js';
import { readJson, requireJsonType } from './body.js';
import { readEvent } from './webhooks.js';

/**
 * What an operator asks by a JSON body, judged in the order of errors.
 * @throws {Problem} 415, 401, 400 or 422 naming every faulty field.
 */
export async function readAsked<T extends z.ZodType>(
  { adminToken }: ApiDeps,
  c: Context,
  body: T,
): Promise<z.output<T>> {
  requireJsonType(c);
  requireAdmin(c, adminToken);
  return readEvent((posted) => readBody(body, posted), await readJson(c), new Date(0));
}
