import { randomUUID } from 'node:crypto';
import { emailStatusOf, isWorse, worstOf } from '../../campaign/stops.js';
import { contactKey } from '../../domain/contact.js';
import { SECOND } from '../../domain/duration.js';
import { Refused } from '../../domain/errors.js';
import type { StopRequest } from '../../domain/run/stop.js';
import { inTime } from '../../runs/deadline.js';
import { isRunId } from '../../runs/names.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { judge } from './asked.js';
import { controlBodies } from './control-bodies.js';
import { faultsOfAddress, requireAddress } from './read-contact.js';

/** No control waits longer for what Notion says of a person. */
export const notionDeadlineMs = 4 * SECOND;

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
  const who = judge(controlBodies.stop, asked, faultsOfAddress(address));
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
 * Takes an unsubscribe, a bounce or a complaint back, also while Notion is away; `was` is what Email Status
 * says until then, or what the stop makes of it.
 * @throws {Problem} 422; 404 for whom neither Notion nor a stop knows.
 * @throws {Refused | TemporalAway}
 */
export async function resubscribeContact(
  { runs, contactKeySecret, findContact, now }: ApiDeps,
  address: string,
  asked: unknown,
): Promise<{ status: 'accepted'; id: string; was: string; warnings: string[] }> {
  const who = judge(controlBodies.resubscribe, asked, faultsOfAddress(address));
  const email = requireAddress(address);
  const key = contactKey(contactKeySecret, email);
  const [found, stops] = await Promise.all([
    inTime(notionDeadlineMs, () => findContact(email)).catch((error: Error) => error),
    runs.stopsThatHold(key),
  ]);
  const isAway = found instanceof Error;
  if (!found && stops.length === 0) throw new Problem(404, 'Nobody knows this address.');
  const said = isAway ? null : (found?.fields['emailStatus'] ?? null);
  const status = worstOf([said, emailStatusOf(stops)]);
  if (!isAway && !isSuppressing(status))
    throw new Refused(`they are ${status ?? 'Subscribed'} already`);
  const at = (await now()).toISOString();
  const id = await runs.resubscribe({ contactKey: key, email, at, ...who });
  const warnings = [
    ...(isAway ? [`Notion could not be asked, and will be told later: ${found.message}`] : []),
    ...(isWorse(status, 'Unsubscribed')
      ? ["Resend's own suppression list may still hold the address."]
      : []),
  ];
  return { status: 'accepted', id, was: status ?? 'unknown', warnings };
}

/** Whether an Email Status keeps marketing mail from a person. */
export function isSuppressing(emailStatus: string | null): boolean {
  return isWorse(emailStatus, 'Subscribed');
}
