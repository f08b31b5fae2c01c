import { Hono } from 'hono';
import { TemporalAway } from '../domain/errors.js';
import type { ApiDeps } from './deps.js';
import { isOperator } from './http/auth.js';
import { Problem } from './http/problem.js';
import { readWell, type WellReply } from './operators/incidents.js';

/**
 * Whether we are there, and whether all is there that we need: to strangers as it was seen last, so that
 * their asking costs nobody anything. Operators are told why, and how the whole does.
 */
export function health(deps: ApiDeps): Hono {
  const { version, isTesting, isShadow } = deps;
  const shadow = isShadow && { shadow: true };
  const app = new Hono();
  app.get('/health', (c) => c.json({ status: 'ok', version, testing: isTesting, ...shadow }));
  app.get('/ready', async (c) => {
    const isForOperator = isOperator(c, deps);
    const { missing, isSending } = await deps.readiness();
    const more = isForOperator ? await detail(deps) : {};
    if (missing.length > 0) {
      const names = missing.map(({ name, why }) => (isForOperator ? `${name} (${why})` : name));
      throw new Problem(503, `Not ready: ${names.join('; ')}.`, { more });
    }
    return c.json({ status: 'ready', sending: isSending && !isShadow, ...shadow, ...more });
  });
  return app;
}

/** What asks much of Temporal. */
async function detail(deps: ApiDeps): Promise<Partial<WellReply>> {
  try {
    return await readWell(deps);
  } catch (error) {
    if (error instanceof TemporalAway) return {}; // which is what is missing then
    throw error;
  }
}
