import { Hono } from 'hono';
import { runControlNames, steerRun } from '../../runs/steer-run.js';
import type { ApiDeps } from '../app.js';
import { limitBody } from '../http/body.js';
import { readAsked } from './asked.js';

/** How operators steer one run; every answer is the plan that follows. */
export function steering(deps: ApiDeps): Hono {
  const app = new Hono();
  for (const control of runControlNames) {
    app.post(`/runs/:id/${control}`, limitBody, async (c) => {
      const asked = await readAsked(deps, c);
      return c.json(await steerRun(deps, c.req.param('id'), control, asked));
    });
  }
  return app;
}
