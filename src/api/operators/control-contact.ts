import { randomUUID } from 'node:crypto';
import { contactKey } from '../../domain/contact.js';
import { Refused } from '../../domain/errors.js';
import type { StopRequest } from '../../domain/run/stop.js';
import { isRunId } from '../../runs/names.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { judge } from './asked.js';
import { controlBodies } from './control-bodies.js';
import { requireAddress } from './read-contact.js';

/** What Email Status says of someone who gets no marketing mail. */
const suppressing = new Set(['Unsubscribed', 'Bounced', 'Complained']);

/**
 * Stops all open runs of a person; `openRuns` is how many were found so far.
 * @throws {Problem} 422
 * @throws {TemporalAway}
 */
export async function stopContact(
  deps: ApiDeps,
  address: string,
  asked: unknown,
): Promise<{ status: 'accepted'; id: string; openRuns: number }> {
  const { runs, contactKeySecret, now } = deps;
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
  const workflows = runs.workflowsOf(key).catch(() => []); // a count that nobody waits for
  const id = await runs.stopPerson(request);
  const open = (await workflows).filter((run) => isRunId(run.id) && run.status === 'running');
  return { status: 'accepted', id, openRuns: open.length };
}

/**
 * Takes an unsubscribe, a bounce or a complaint back; `was` is what Email Status says until then.
 * @throws {Problem} 422; 404 for whom Notion does not know.
 * @throws {Refused | TemporalAway}
 */
export async function resubscribeContact(
  { runs, contactKeySecret, findContact, now }: ApiDeps,
  address: string,
  asked: unknown,
): Promise<{ status: 'accepted'; id: string; was: string; warnings: string[] }> {
  const who = judge(controlBodies.resubscribe, asked);
  const email = requireAddress(address);
  const key = contactKey(contactKeySecret, email);
  const contact = await findContact(email);
  if (!contact) throw new Problem(404, 'Nobody knows this address.');
  const was = contact.fields['emailStatus'] ?? 'Subscribed';
  if (!isSuppressing(was)) throw new Refused(`they are ${was} already`);
  const at = (await now()).toISOString();
  const id = await runs.resubscribe({ contactKey: key, email, at, ...who });
  const warnings =
    was === 'Unsubscribed' ? [] : ["Resend's own suppression list may still hold the address."];
  return { status: 'accepted', id, was, warnings };
}

/** Whether an Email Status keeps marketing mail from a person. */
export function isSuppressing(emailStatus: string): boolean {
  return suppressing.has(emailStatus);
}
