import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { contactKey } from '../../domain/contact.js';
import { lastingCauses, type StopRequest } from '../../domain/run/stop.js';
import { isRunId, listWorkflows } from '../../runs/read-runs.js';
import { startResubscribe, startStop } from '../../runs/runs.js';
import type { ApiDeps } from '../app.js';
import { limitBody } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { judge, readAsked } from './asked.js';
import { requireAddress } from './contacts.js';
import { controlBodies } from './controls.js';

/** What Email Status says of someone who gets no marketing mail. */
const suppressing = new Set(['Unsubscribed', 'Bounced', 'Complained']);

/** How operators stop a person's mail, and take that back. Both answer when it is durable. */
export function contactControls(deps: ApiDeps): Hono {
  const app = new Hono();
  app.post('/contacts/:email/stop', limitBody, async (c) => {
    const asked = await readAsked(deps, c);
    return c.json(await stopContact(deps, c.req.param('email'), asked), 202);
  });
  app.post('/contacts/:email/resubscribe', limitBody, async (c) => {
    const asked = await readAsked(deps, c);
    return c.json(await resubscribeContact(deps, c.req.param('email'), asked), 202);
  });
  return app;
}

/**
 * Stops all open runs of a person; `openRuns` is how many were found so far.
 * @throws {Problem} 422, 503
 */
export async function stopContact(
  deps: ApiDeps,
  address: string,
  asked: unknown,
): Promise<{ status: 'accepted'; id: string; openRuns: number }> {
  const { client, contactKeySecret, now } = deps;
  const who = judge(controlBodies.stop, asked);
  const email = requireAddress(address);
  const key = contactKey(contactKeySecret, email);
  const request: StopRequest = {
    stop: 'operator',
    contactKey: key,
    email,
    at: (await now()).toISOString(),
    ...who,
    event: randomUUID().slice(0, 8),
  };
  const workflows = listWorkflows(client, key).catch(() => []); // a count that nobody waits for
  const id = await startStop(deps, request);
  const open = (await workflows).filter((run) => isRunId(run.id) && run.status === 'running');
  return { status: 'accepted', id, openRuns: open.length };
}

/**
 * Takes an unsubscribe, a bounce or a complaint back; `was` is what Email Status says until then.
 * @throws {Problem} 422; 404 for whom Notion does not know; 409 with the reason; 503
 */
export async function resubscribeContact(
  { client, contactKeySecret, findContact, now }: ApiDeps,
  address: string,
  asked: unknown,
): Promise<{ status: 'accepted'; id: string; was: string; warnings: string[] }> {
  const who = judge(controlBodies.resubscribe, asked);
  const email = requireAddress(address);
  const key = contactKey(contactKeySecret, email);
  const contact = await findContact(email);
  if (!contact) throw new Problem(404, 'Nobody knows this address.');
  const was = contact.fields['emailStatus'] ?? 'Subscribed';
  if (!isSuppressing(was)) throw refused(`they are ${was} already`);
  const stopIds = new Set(lastingCauses.map((cause) => `stop/${key}/${cause}`));
  const workflows = await listWorkflows(client, key);
  if (workflows.some(({ id, status }) => stopIds.has(id) && status === 'running')) {
    throw refused('their stop is still being carried out; try again in a minute');
  }
  const at = (await now()).toISOString();
  const id = await startResubscribe(client, { contactKey: key, email, at, ...who });
  const warnings =
    was === 'Unsubscribed' ? [] : ["Resend's own suppression list may still hold the address."];
  return { status: 'accepted', id, was, warnings };
}

/** Whether an Email Status keeps marketing mail from a person. */
export function isSuppressing(emailStatus: string): boolean {
  return suppressing.has(emailStatus);
}

function refused(why: string): Problem {
  return new Problem(409, `Nothing was changed: ${why}.`);
}
