import { Hono } from 'hono';
import { z } from 'zod';
import { instant } from '../../domain/event/fields.js';
import { hasPlainYear } from '../../domain/event/time.js';
import { toRunReply, toRunsReply } from '../../runs/reply.js';
import { runControlNames } from '../../runs/steer.js';
import type { ApiDeps } from '../deps.js';
import { limitStrangers, requireOperator } from '../http/auth.js';
import { limitBody } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { judge, readAsked } from './asked.js';
import { controlRun } from './control-run.js';
import { withDeliveries } from './deliveries.js';

const anInstant = 'expected an instant such as 2026-01-31T18:00:00+01:00';

/** Which runs a list holds; all others are left out. */
export const listAsked = z.object({
  which: z.enum(['open', 'attention', 'all'], 'expected one of open, attention, all').optional(),
  due_before: instant(anInstant)
    .transform((at) => new Date(at))
    .refine(hasPlainYear, anInstant)
    .optional(),
  after: z.string().optional(),
});

/** Lists of runs, a page at a time. One run by its id: what it does, and the controls; each of these answers with the plan that follows. */
export function runs(deps: ApiDeps): Hono {
  const app = new Hono();
  const limit = limitStrangers(deps);
  app.get('/runs', async (c) => {
    requireOperator(c, deps);
    const { which, due_before: dueBefore, after } = judge(listAsked, c.req.query());
    const page = await deps.runs.list({
      ...(which && { which }),
      ...(dueBefore && { dueBefore }),
      after,
    });
    return c.json(toRunsReply(page));
  });
  app.get('/runs/:id', async (c) => {
    requireOperator(c, deps);
    const id = c.req.param('id');
    const timeline = await deps.runs.find(id);
    if (!timeline) throw new Problem(404, 'There is no run of this id.');
    const { runs: told, warnings } = await withDeliveries(deps, { runId: id }, [
      toRunReply(id, timeline),
    ]);
    return c.json({ ...told[0], ...(warnings.length > 0 && { warnings }) });
  });
  for (const control of runControlNames) {
    app.post(`/runs/:id/${control}`, limit, limitBody, async (c) => {
      const asked = await readAsked(deps, c);
      return c.json(await controlRun(deps, c.req.param('id'), control, asked));
    });
  }
  return app;
}
