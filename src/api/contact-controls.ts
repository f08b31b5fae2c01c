import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { contactKey } from '../domain/contact.js';
import { lastingCauses, type StopRequest } from '../domain/stop.js';
import type { ApiDeps } from './app.js';
import { readAsked } from './asked.js';
import { limitBody } from './body.js';
import { requireAddress } from './contacts.js';
import { controlBodies } from './controls.js';
import { Problem } from './problem.js';
import { listWorkflows } from './read-runs.js';
import { startResubscribe, startStop } from './runs.js';

/** What Email Status says of someone who gets no marketing mail. */
const suppressing = new Set(['Unsubscribed', 'Bounced', 'Complained']);

/** How operators stop a person's mail, and take that back. Both answer when it is durable. */
export function contactControls(deps: ApiDeps): Hono {
  const { client, contactKeySecret, findContact } = deps;
  const app = new Hono();

  app.post('/contacts/:email/stop', limitBody, async (c) => {
    const asked = await readAsked(deps, c, controlBodies.stop);
    const email = requireAddress(c.req.param('email'));
    const key = contactKey(contactKeySecret, email);
    const open = (await listWorkflows(client, key)).filter(isOpenRun);
    const request: StopRequest = {
      stop: 'operator',
      contactKey: key,
      email,
      at: (await deps.now()).toISOString(),
      ...asked,
      event: randomUUID().slice(0, 8),
    };
    const id = await startStop(client, request);
    return c.json({ status: 'accepted', id, openRuns: open.length }, 202);
  });

  app.post('/contacts/:email/resubscribe', limitBody, async (c) => {
    const asked = await readAsked(deps, c, controlBodies.resubscribe);
    const email = requireAddress(c.req.param('email'));
    const key = contactKey(contactKeySecret, email);
    const contact = await findContact(email);
    if (!contact) throw new Problem(404, 'Nobody knows this address.');
    const was = contact.fields['emailStatus'] ?? 'Subscribed';
    if (!suppressing.has(was)) throw refused(`they are ${was} already`);
    const stopIds = new Set(lastingCauses.map((cause) => `stop/${key}/${cause}`));
    const workflows = await listWorkflows(client, key);
    if (workflows.some(({ id, status }) => stopIds.has(id) && status === 'running')) {
      throw refused('their stop is still being carried out; try again in a minute');
    }
    const at = (await deps.now()).toISOString();
    const id = await startResubscribe(client, { contactKey: key, email, at, ...asked });
    const warnings =
      was === 'Unsubscribed' ? [] : ["Resend's own suppression list may still hold the address."];
    return c.json({ status: 'accepted', id, was, warnings }, 202);
  });
  return app;
}

function isOpenRun({ id, status }: { id: string; status: string }): boolean {
  return status === 'running' && !/^(stop|signup|resubscribe|delivery)\//.test(id);
}

function refused(why: string): Problem {
  return new Problem(409, `Nothing was changed: ${why}.`);
}
