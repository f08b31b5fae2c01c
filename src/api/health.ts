import { type Context, Hono } from 'hono';
import { TemporalAway } from '../domain/errors.js';
import type { ApiDeps } from './deps.js';
import { isAdmin } from './http/auth.js';
import { Problem } from './http/problem.js';
import { readWell, type WellReply } from './operators/incidents.js';

/** Whether we are there, and whether all is there that we need; operators are told how it does. */
export function health(deps: ApiDeps): Hono {
  const { version, isTesting, readiness, runs } = deps;
  const app = new Hono();
  app.get('/health', (c) => c.json({ status: 'ok', version, testing: isTesting }));
  app.get('/ready', async (c) => {
    const missing = await failing(readiness);
    const more = await detail(c, deps);
    if (missing.length > 0) throw new Problem(503, `Not ready: ${missing.join('; ')}.`, { more });
    return c.json({ status: 'ready', sending: (await runs.sendingOffAt()) === undefined, ...more });
  });
  return app;
}

/** What is nobody's business but operators', and asks much of Temporal. */
async function detail(c: Context, deps: ApiDeps): Promise<Partial<WellReply>> {
  if (!isAdmin(c, deps.adminToken)) return {};
  try {
    return await readWell(deps);
  } catch (error) {
    if (error instanceof TemporalAway) return {}; // which is what is missing then
    throw error;
  }
}

async function failing(checks: ApiDeps['readiness']): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return [];
      } catch (error) {
        return [`${name} (${error instanceof Error ? error.message : 'failed'})`];
      }
    }),
  );
  return results.flat();
}
