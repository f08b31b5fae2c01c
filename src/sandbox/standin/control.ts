import { Hono } from 'hono';
import { InvalidControl } from './check-faults.js';
import type { ClockSetting } from './clock.js';
import type { PlannedFault } from './fault-plan.js';
import type { Fault } from './faults.js';
import type { LoggedRequest } from './request-log.js';

/** What a test or a person can do to a stand-in beside talking to it. */
export interface Control<Seed, LedgerEntry> {
  /** Replaces the plan; an empty one clears it. @throws InvalidControl */
  setFaults(faults: Fault[]): void;
  faults(): PlannedFault[];
  setClock(setting: ClockSetting): Promise<void>;
  log(): LoggedRequest[];
  ledger(): LedgerEntry[];
  /** Adds to the state. */
  seed(more: Seed): Promise<void>;
  /** Wipes everything, applies the seed again, clears faults, log and clock. */
  reset(): Promise<void>;
}

/** The control interface over HTTP; `more` are a vendor's own routes. */
export function controlRoutes<Seed>(control: Control<Seed, unknown>, more = new Hono()): Hono {
  const app = new Hono();
  app.onError((error, c) => c.json({ error: error.message }, 422));

  app.get('/faults', (c) => c.json({ faults: control.faults() }));
  app.post('/faults', async (c) => {
    const { faults } = await readBody(c.req.raw);
    control.setFaults(faults as Fault[]);
    return c.json({ faults: control.faults() });
  });
  app.post('/clock', async (c) => {
    await control.setClock(checkClock(await readBody(c.req.raw)));
    return c.json({ ok: true });
  });
  app.post('/seed', async (c) => {
    await control.seed((await readBody(c.req.raw)) as Seed);
    return c.json({ ok: true });
  });
  app.post('/reset', async (c) => {
    await control.reset();
    return c.json({ ok: true });
  });
  app.get('/log', (c) => c.json(control.log()));
  app.get('/ledger', (c) => c.json(control.ledger()));
  app.route('/', more);
  app.all('/*', (c) => c.json({ error: 'no such control' }, 404));
  return app;
}

/** The JSON object that a control request carries. @throws InvalidControl */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidControl('expected a JSON object');
  }
  return body as Record<string, unknown>;
}

function checkClock({ offsetMs, now }: Record<string, unknown>): ClockSetting {
  if (typeof offsetMs === 'number' && Number.isFinite(offsetMs)) return { offsetMs };
  if (typeof now === 'string' && !Number.isNaN(Date.parse(now))) return { now };
  throw new InvalidControl('expected "offsetMs" (a number) or "now" (an ISO time)');
}
