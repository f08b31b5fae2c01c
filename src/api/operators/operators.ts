import { type Context, Hono } from 'hono';
import { sequenceEvents } from '../../campaign/events.js';
import { findRun } from '../../runs/read-runs.js';
import { sayPlan, toEmailReply, toRunReply } from '../../runs/reply.js';
import type { ApiDeps } from '../app.js';
import { requireAdmin } from '../http/auth.js';
import { limitBody, readJson, requireJsonType } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { readEvent, toRunInput } from '../website/webhooks.js';
import { readContact, requireAddress } from './contacts.js';
import { withDeliveries } from './deliveries.js';

/** Temporal refuses to look for longer ones. */
const longestId = 1_000;

/** What operators may ask; every route wants the admin token. */
export function operators(deps: ApiDeps): Hono {
  const app = new Hono();
  const admin = (c: Context) => requireAdmin(c, deps.adminToken);

  app.get('/contacts/:email', async (c) => {
    admin(c);
    const email = requireAddress(c.req.param('email'));
    const contact = await readContact(deps, email);
    if (!contact) throw new Problem(404, 'Nobody knows this address.');
    return c.json(contact);
  });

  app.get('/runs/:id', async (c) => {
    admin(c);
    const id = c.req.param('id');
    const timeline = id.length > longestId ? undefined : await findRun(deps.client, id);
    if (!timeline) throw new Problem(404, 'There is no run of this id.');
    const { runs, warnings } = await withDeliveries(deps, { runId: id }, [
      toRunReply(id, timeline),
    ]);
    return c.json({ ...runs[0], ...(warnings.length > 0 && { warnings }) });
  });

  app.post('/plan', limitBody, async (c) => {
    requireJsonType(c);
    admin(c);
    const body = await readJson(c);
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    const asked: unknown = isObject ? Reflect.get(body, 'sequence') : undefined;
    const kind = sequenceEvents.find(({ name }) => name === asked);
    if (!kind) {
      const known = sequenceEvents.map(({ name }) => name).join(', ');
      const fault = isObject
        ? { path: 'sequence', message: `expected one of ${known}` }
        : { path: '', message: 'expected a JSON object' };
      throw new Problem(422, 'Which sequence?', { errors: [fault] });
    }
    const now = await deps.now();
    const event = readEvent(kind.read, body, now);
    if ('ignored' in event) {
      return c.json({ status: 'ignored', reason: event.ignored, message: event.message });
    }
    const { contact, data, segment, warnings } = event;
    const person = { contact: { ...contact, key: '' }, data, segment };
    const { emails } = toRunInput(kind.sequence, event, person, now, deps.isTesting);
    return c.json({
      status: 'planned',
      sequence: kind.name,
      segment,
      testing: deps.isTesting,
      message: sayPlan('planned', emails),
      warnings,
      emails: emails.map(toEmailReply),
    });
  });
  return app;
}
