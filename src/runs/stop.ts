import { stopOf } from '../campaign/stops.js';
import { SECOND } from '../domain/duration.js';
import { priorities } from '../domain/run/priorities.js';
import {
  causeOf,
  isLasting,
  type StopMessage,
  type StopRequest,
  stopId,
} from '../domain/run/stop.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { attributes, stopAgain, stop as stopSignal } from '../workflows/messages.js';
import { orAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { isInvalidArgument } from './executions.js';
import { describe } from './find.js';
import { inParallel } from './in-parallel.js';
import { listOpen, type OpenRun, toOpenRun } from './list.js';
import { derivedIds, partsOf } from './names.js';
import type { StartedByEvent } from './record-delivery.js';
import {
  oncePerEvent,
  oneAtATime,
  type StartOptions,
  startUnlessThere,
} from './start-unless-there.js';
import { tell } from './tell.js';

/** Whoever asks for a stop, or for its end, waits no longer than this for more than its being durable. */
export const tellDeadlineMs = SECOND;
const toldAtOnce = 10;

/**
 * Starts the stop of a person's mail; a second one for the same cause joins the first, and one that lasts
 * is told of it.
 * @returns its workflow id.
 * @throws {TemporalAway} asking again is safe.
 */
export async function stopPerson(deps: RunsDeps, request: StopRequest): Promise<string> {
  const { client } = deps;
  if (isLasting(request)) {
    await orAway(client, () =>
      client.workflow.signalWithStart('stopContact', {
        ...toStart(request),
        taskQueue: taskQueues.workflows,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        signal: stopAgain,
        signalArgs: [request],
      }),
    );
  } else {
    await startStop(deps, request, oneAtATime);
  }
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
    startUnlessThere(client, 'stopContact', { ...policies, ...toStart(request) }),
  );
}

/** What starts the stop of a person's mail, but for what becomes of one that is open. */
export function toStart(request: StopRequest) {
  return {
    workflowId: stopId(request),
    args: [request],
    priority: priorities.stop,
    staticSummary: `stop: ${request.stop}`,
    typedSearchAttributes: [{ key: attributes.contactKey, value: request.contactKey }],
  };
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

/** Some runs have not taken a stop, or could not be found; all others have. */
class StopUntold extends Error {
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
  const { stop, contactKey, email: _, spares, startedBefore: runStartedAt, ...message } = request;
  const newerId = runStartedAt === undefined ? undefined : spares;
  const failed: unknown[] = [];
  const orNone = (error: unknown): never[] => {
    failed.push(error);
    return [];
  };
  const found = [
    ...derivedIds(contactKey).map((id) => findOpen(deps, id).catch(orNone)),
    listOpen(deps, contactKey).catch(orNone),
  ];
  const isMeant = (run: OpenRun) =>
    run.id !== spares &&
    stopOf(stop).ends.includes(partsOf(run.id).sequence) &&
    (startedBefore === undefined || !isYounger(run, { startedAt: startedBefore, id: newerId }));
  const open = (await Promise.all(found)).flat().filter(isMeant);
  const told = { ...message, cause: causeOf(stop) };
  const stopped = await inParallel(toldAtOnce, [...new Set(open.map(({ id }) => id))], (id) =>
    stopRun(deps, id, told).then((isTold) => (isTold ? [id] : []), orNone),
  );
  const ids = stopped.flat();
  if (failed.length === 0) return ids;
  const what = `${ids.length} runs were told, others could not be found or told`;
  throw new StopUntold(what, { cause: failed[0] });
}

async function findOpen({ client }: RunsDeps, id: string): Promise<OpenRun[]> {
  const run = await describe(client, id);
  return run?.status.name === 'RUNNING' ? [toOpenRun(run)] : [];
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

/**
 * Whether a run started after another, or after an instant. Of two runs of one instant the one of the
 * greater id is the younger, so that both see it alike and never end each other.
 */
function isYounger(run: OpenRun, than: { startedAt: string; id: string | undefined }): boolean {
  if (run.startedAt !== than.startedAt) return run.startedAt > than.startedAt;
  return than.id !== undefined && run.id > than.id;
}
