import { Hono } from 'hono';
import type { ApiDeps } from './deps.js';
import { Problem } from './http/problem.js';

/** Whether we are there, and whether all is there that we need. */
export function health({ version, isTesting, readiness, runs }: ApiDeps): Hono {
  const app = new Hono();
  app.get('/health', (c) => c.json({ status: 'ok', version, testing: isTesting }));
  app.get('/ready', async (c) => {
    const missing = await failing(readiness);
    if (missing.length > 0) throw new Problem(503, `Not ready: ${missing.join('; ')}.`);
    return c.json({ status: 'ready', sending: (await runs.sendingOffAt()) === undefined });
  });
  return app;
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
