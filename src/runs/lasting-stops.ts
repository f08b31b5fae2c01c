import { SECOND } from '../domain/duration.js';
import {
  causes,
  type LastingCause,
  lastingCauses,
  type ResubscribeRequest,
  resubscribeId,
  type StopCause,
  stopId,
} from '../domain/run/stop.js';
import { attributes, resubscribed } from '../workflows/messages.js';
import { isAway, orAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import { describe } from './find.js';
import { startUnlessThere } from './start-unless-there.js';
import { tellDeadlineMs } from './stop.js';
import { ask } from './tell.js';
import { isOf, isOpen } from './visibility-query.js';

/** Lists have a rate of their own on a server, and may be away alone. */
const listDeadlineMs = 2 * SECOND;

/** Lasting stops of this contact that hold, by their ids, which Temporal answers truthfully at once. */
export async function openStops({ client }: RunsDeps, contactKey: string): Promise<LastingCause[]> {
  const open = await Promise.all(
    lastingCauses.map(async (stop) => {
      const found = await describe(client, stopId({ stop, contactKey }));
      return found?.status.name === 'RUNNING' ? [stop] : [];
    }),
  );
  return open.flat();
}

/**
 * The same in one request; one that began a moment ago may be missing. Where nothing can be listed now,
 * they are asked for by their ids: no email waits for a list.
 */
export async function listedStops(deps: RunsDeps, contactKey: string): Promise<LastingCause[]> {
  try {
    const ids = await within(deps.client, listDeadlineMs, () =>
      listStops(deps, contactKey, isOpen),
    );
    return lastingCauses.filter((stop) => ids.includes(stopId({ stop, contactKey })));
  } catch (error) {
    if (!isAway(error)) throw error;
    return openStops(deps, contactKey);
  }
}

/** Why this contact's mail was stopped since an instant (ISO); the last moment may be missing. */
export async function stopsSince(
  deps: RunsDeps,
  contactKey: string,
  at: string,
): Promise<StopCause[]> {
  const ids = await listStops(deps, contactKey, `StartTime >= '${at}'`);
  const isFor = (cause: StopCause) => (id: string) =>
    `${id}/`.startsWith(`stop/${contactKey}/${cause}/`);
  return [...causes, 'superseded' as const].filter((cause) => ids.some(isFor(cause)));
}

async function listStops({ client }: RunsDeps, contactKey: string, which: string) {
  const query = [isOf(contactKey), "WorkflowType = 'stopContact'", which].join(' AND ');
  const ids: string[] = [];
  for await (const { workflowId } of eachExecution(client, query)) ids.push(workflowId);
  return ids;
}

/**
 * Starts what takes the stops of a person's mail back; it replaces one that still waits for Notion, so
 * that asking again is never lost.
 * @returns its workflow id.
 * @throws {TemporalAway} asking again is safe.
 */
export async function resubscribe(deps: RunsDeps, request: ResubscribeRequest): Promise<string> {
  const { contactKey } = request;
  const workflowId = resubscribeId(contactKey);
  await orAway(deps.client, () =>
    startUnlessThere(deps.client, 'resubscribeContact', {
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      workflowId,
      args: [request],
      typedSearchAttributes: [{ key: attributes.contactKey, value: contactKey }],
    }),
  );
  try {
    await within(deps.client, tellDeadlineMs, () => endStops(deps, request));
  } catch {
    // Then its workflow ends them.
  }
  return workflowId;
}

/** Takes back every lasting stop of the contact that is no newer than the request. Safe to repeat. */
export async function endStops({ client }: RunsDeps, request: ResubscribeRequest): Promise<void> {
  const { contactKey } = request;
  await Promise.all(
    lastingCauses.map((stop) => ask(client, stopId({ stop, contactKey }), resubscribed, request)),
  );
}
