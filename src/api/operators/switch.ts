import { Hono } from 'hono';
import type { SwitchReply } from '../../runs/switch.js';
import type { ApiDeps } from '../deps.js';
import { limitStrangers, requireOperator } from '../http/auth.js';
import { limitBody } from '../http/body.js';
import { judge, readAsked } from './asked.js';
import { controlBodies } from './control-bodies.js';

/** Whether any email goes out at all. */
export function sendingSwitch(deps: ApiDeps): Hono {
  const app = new Hono();
  const limit = limitStrangers(deps);
  app.get('/switch', async (c) => {
    requireOperator(c, deps);
    return c.json(await deps.runs.readSwitch());
  });
  app.post('/switch', limit, limitBody, async (c) => {
    return c.json(await controlSwitch(deps, await readAsked(deps, c)));
  });
  return app;
}

/**
 * Switches sending off or on, or with `dryRun` only tells what that would do.
 * @throws {Problem} 422 naming every faulty field.
 * @throws {Refused | TemporalAway}
 */
export async function controlSwitch({ runs }: ApiDeps, asked: unknown): Promise<SwitchReply> {
  const { sending: isOn, mode: how } = (asked ?? {}) as { sending?: unknown; mode?: unknown };
  const isUnsaid = isOn === true && (how === undefined || how === null);
  const message = 'is required to switch sending on: shift or catch-up';
  const body = judge(controlBodies.switch, asked, isUnsaid ? [{ path: 'mode', message }] : []);
  const { sending, mode, dryRun: isDryRun = false, ...who } = body;
  const told = sending && mode ? { sending, mode, ...who } : { sending: false as const, ...who };
  return runs.throwSwitch(told, { isDryRun });
}
