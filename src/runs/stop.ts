import { stopOf } from '../campaign/stops.js';
import { SECOND } from '../domain/duration.js';
import { Refused } from '../domain/errors.js';
import {
  causeOf,
  type LastingCause,
  lastingCauses,
  type ResubscribeRequest,
  resubscribeId,
  type StopMessage,
  type StopRequest,
  stopId,
  stopPriority,
} from '../domain/run/stop.js';
import { attributes, stop as stopSignal } from '../workflows/messages.js';
import { orAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe } from './find.js';
import { isInvalidArgument } from './executions.js';
import { inParts } from './in-parts.js';
import { listOpen, type OpenRun, toOpenRun } from './list.js';
import { derivedIds, partsOf } from './names.js';
import type { StartedByEvent } from './start.js';
import {
  oncePerEvent,
  oneAtATime,
  type StartOptions,
  startUnlessThere,
} from './start-unless-there.js';
import { tell } from './tell.js';

/** Whoever asks for a stop waits no longer than this for more than its being durable. */
const tellDeadlineMs = SECOND;
const toldAtOnce = 10;

/**
 * Starts the stop of a person's mail; a second one for the same cause joins the first.
 * @returns its workflow id.
 * @throws {TemporalAway} asking again is safe.
 */
export async function stopPerson(deps: RunsDeps, request: StopRequest): Promise<string> {
  await startStop(deps, request, oneAtATime);
  await tellNow(deps, request);
  return stopId(request);
}

/**
 * Starts the stop that one event of an external sender asks for, once for each event.
 * @throws {TemporalAway} sending the event again is safe.
 */
export async function stopPersonOnce(
  deps: RunsDeps,
  request: StopRequest,
): Promise<StartedByEvent> {
  const isNew = await startStop(deps, request, oncePerEvent);
  if (isNew) await tellNow(deps, request);
  return { id: stopId(request), isNew };
}

function startStop(
  { client }: RunsDeps,
  request: StopRequest,
  policies: Pick<StartOptions, 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'>,
): Promise<boolean> {
  return orAway(client, () =>
    startUnlessThere(client, 'stopContact', {
      ...policies,
      workflowId: stopId(request),
      args: [request],
      priority: stopPriority,
      staticSummary: `stop: ${request.stop}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: request.contactKey }],
    }),
  );
}

/**
 * Tells the open runs of a stop that is durable already, so that they hear of it before it is
 * answered, however much the workers have to do. Its workflow tells them again.
 */
async function tellNow(deps: RunsDeps, request: StopRequest): Promise<void> {
  try {
    await within(deps.client, tellDeadlineMs, () => tellStop(deps, { request }));
  } catch {
    // Then its workflow is the first to tell them.
  }
}

/** Some runs have not taken a stop; all others have. */
export class StopUntold extends Error {
  override name = 'StopUntold';
}

/**
 * Signals a stop to every open run of the contact that it ends: those that the server lists, and
 * those whose ids can be derived, as a run started a moment ago is not listed yet. A run that started
 * after the stop goes on. Safe to repeat.
 * @returns the ids of the runs that took the signal.
 * @throws {StopUntold} after it has told all that can be told.
 */
export async function tellStop(
  deps: RunsDeps,
  { request, startedBefore }: { request: StopRequest; startedBefore?: string },
): Promise<string[]> {
  const { stop, contactKey, email: _, spares, ...message } = request;
  const derived = derivedIds(contactKey).map((id) => describe(deps.client, id));
  const found = (await Promise.all(derived)).flatMap((run) =>
    run?.status.name === 'RUNNING' ? [toOpenRun(run)] : [],
  );
  const isMeant = ({ id, startedAt }: OpenRun) =>
    id !== spares &&
    stopOf(stop).ends.includes(partsOf(id).sequence) &&
    (startedBefore === undefined || startedAt <= startedBefore);
  const open = [...found, ...(await listOpen(deps, contactKey))].filter(isMeant);
  const told = { ...message, cause: causeOf(stop) };
  const untold: unknown[] = [];
  const stopped = await inParts(toldAtOnce, [...new Set(open.map(({ id }) => id))], (id) =>
    stopRun(deps, id, told).then(
      (isTold) => (isTold ? [id] : []),
      (error: unknown) => {
        untold.push(error);
        return [];
      },
    ),
  );
  if (untold.length === 0) return stopped.flat();
  const what = `${untold.length} of ${stopped.length} runs could not be told`;
  throw new StopUntold(what, { cause: untold[0] });
}

/** A run that was told too much takes no more signals, but can be cancelled, which is an operator's stop. */
async function stopRun({ client }: RunsDeps, id: string, message: StopMessage): Promise<boolean> {
  try {
    return await tell(client, id, stopSignal, message);
  } catch (error) {
    if (!isInvalidArgument(error)) throw error;
    await client.workflow.getHandle(id).cancel();
    return true;
  }
}

/** Lasting stops of this contact that are being carried out, so that Notion may not say them yet. */
export async function openStops({ client }: RunsDeps, contactKey: string): Promise<LastingCause[]> {
  const open = await Promise.all(
    lastingCauses.map(async (cause) => {
      const found = await describe(client, `stop/${contactKey}/${cause}`);
      return found?.status.name === 'RUNNING' ? [cause] : [];
    }),
  );
  return open.flat();
}

/**
 * Starts what takes a stop of a person's mail back.
 * @returns its workflow id.
 * @throws {Refused} while that stop is being carried out.
 * @throws {TemporalAway}
 */
export async function resubscribe(deps: RunsDeps, request: ResubscribeRequest): Promise<string> {
  const { contactKey } = request;
  const workflowId = resubscribeId(contactKey);
  const open = await orAway(deps.client, () => openStops(deps, contactKey));
  if (open.length > 0) {
    throw new Refused('their stop is still being carried out; try again in a minute');
  }
  await orAway(deps.client, () =>
    startUnlessThere(deps.client, 'resubscribeContact', {
      ...oneAtATime,
      workflowId,
      args: [request],
      typedSearchAttributes: [{ key: attributes.contactKey, value: contactKey }],
    }),
  );
  return workflowId;
}
