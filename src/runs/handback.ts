import { setTimeout } from 'node:timers/promises';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { SECOND } from '../domain/duration.js';
import { NotFound } from '../domain/errors.js';
import type { Answer } from '../domain/mail/mail.js';
import type { Control, SentElsewhere } from '../domain/run/control.js';
import type { RunInput } from '../domain/run/run.js';
import { isOfShadow } from '../domain/shadow.js';
import * as messages from '../workflows/messages.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe, unopened } from './find.js';
import { inParallel } from './in-parallel.js';
import { lastInput } from './last-input.js';
import { newestRuns } from './newest-runs.js';
import { patiently } from './patiently.js';
import { ask } from './tell.js';

/** A run as another system has to know it, while nothing of it is sent here. */
export interface HeldRun {
  id: string;
  isOpen: boolean;
  /** Its person, its data and its emails as they stand. */
  input: RunInput;
  /** The email that may have gone though its answer was lost. */
  inDoubt?: number;
}

const deadlineMs = 10 * SECOND;
/** Longer than any request to Resend, its activity's time-out included. */
const onTheWireMs = 45 * SECOND;
/** So many are asked at once: a worker walks through a run's history to answer. */
const atOnce = 8;

/** @throws {TemporalAway} when no worker tells what a run knows. */
export async function readHeld(
  deps: RunsDeps,
  since: Date,
  onEach: (done: number, of: number) => void = () => {},
): Promise<HeldRun[]> {
  const { client } = deps;
  const found = (await newestRuns(client, since)).filter((run) => !isOfShadow(run.workflowId));
  let done = 0;
  return inParallel(atOnce, found, async (run) => {
    const held = await readOne(deps, run).catch(unopened(run.workflowId));
    done += 1;
    onEach(done, found.length);
    return held;
  });
}

async function readOne(deps: RunsDeps, run: WorkflowExecutionInfo): Promise<HeldRun> {
  const { workflowId: id } = run;
  const isRunning = run.status.name === 'RUNNING';
  if (isRunning) await untilQuiet(deps, id);
  const input = await inputOf(deps, run);
  const next = input.emails.find(({ state }) => state === 'scheduled');
  const isDue = next !== undefined && Date.parse(next.dueAt) <= (await deps.now()).getTime();
  const isDoubtful = isDue && isRunning && (await isInDoubt(deps, id, next.number));
  return { id, isOpen: isRunning, input, ...(isDoubtful && { inDoubt: next.number }) };
}

/** Until no request to Resend is under way for a run: then it has its answer, or never will. */
async function untilQuiet({ client }: RunsDeps, id: string): Promise<void> {
  for (const untilMs = Date.now() + onTheWireMs; Date.now() < untilMs; await setTimeout(SECOND)) {
    const run = await patiently(() => within(client, deadlineMs, () => describe(client, id)));
    const pending = run?.raw.pendingActivities ?? [];
    if (!pending.some(({ activityType }) => activityType?.name === 'sendEmail')) return;
  }
}

function inputOf({ client }: RunsDeps, { workflowId, runId }: WorkflowExecutionInfo) {
  return patiently(() => within(client, deadlineMs, () => lastInput(client, workflowId, runId)));
}

/** Whether an attempt to send an email was taken up and never answered, or answered with nothing sure. */
async function isInDoubt({ client }: RunsDeps, id: string, number: number): Promise<boolean> {
  const { loadedDataConverter } = client.options;
  const handle = client.workflow.getHandle(id);
  const { events } = await patiently(() => within(client, deadlineMs, () => handle.fetchHistory()));
  const answers = new Map<string, boolean>();
  for (const event of events ?? []) {
    const { activityTaskScheduledEventAttributes: scheduled } = event;
    const { activityTaskCompletedEventAttributes: completed } = event;
    const over =
      event.activityTaskTimedOutEventAttributes ?? event.activityTaskFailedEventAttributes;
    if (scheduled?.activityType?.name === 'sendEmail') {
      const asked = await decodeFromPayloadsAtIndex<{ key: string }>(
        loadedDataConverter,
        0,
        scheduled.input?.payloads,
      );
      if (isKeyOf(asked.key, id, number)) answers.set(String(event.eventId), false);
    }
    const at = String(completed?.scheduledEventId ?? over?.scheduledEventId);
    if (!answers.has(at)) continue;
    const answer =
      completed &&
      (await decodeFromPayloadsAtIndex<Answer>(loadedDataConverter, 0, completed.result?.payloads));
    const wasTaken = over?.failure?.timeoutFailureInfo?.timeoutType !== scheduleToStart;
    answers.set(at, completed ? answer?.kind === 'ambiguous' : wasTaken);
  }
  return [...answers.values()].some(Boolean);
}

/** `TIMEOUT_TYPE_SCHEDULE_TO_START` of Temporal's API: nobody took it. */
const scheduleToStart = 2;

function isKeyOf(key: string, id: string, number: number): boolean {
  const own = `${id}/${number}`;
  return key === own || key.startsWith(`${own}/`);
}

/** @throws {TemporalAway | Refused | NotFound} */
export async function markSent(
  { client }: RunsDeps,
  id: string,
  asked: Control & { emails: readonly SentElsewhere[] },
): Promise<void> {
  const answer = await patiently(() => ask(client, id, messages.markSent, asked));
  if (!answer) throw new NotFound('There is no open run of this id.');
}

/** @throws {TemporalAway} */
export async function takenIds({ client }: RunsDeps, ids: readonly string[]): Promise<Set<string>> {
  const states = await inParallel(atOnce, ids, (id) =>
    patiently(() => within(client, deadlineMs, () => describe(client, id))),
  );
  const stands = new Set(['RUNNING', 'COMPLETED', 'CONTINUED_AS_NEW']);
  return new Set(ids.filter((_, at) => stands.has(states[at]?.status.name ?? '')));
}
