import { setTimeout } from 'node:timers/promises';
import {
  type Client,
  QueryNotRegisteredError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { Sealed } from '../codec/codec.js';
import { SECOND } from '../domain/duration.js';
import { Refused } from '../domain/errors.js';
import type { RunContact, RunInput, Timeline } from '../domain/run/run.js';
import type { ExecutionId } from '../domain/run/run-register.js';
import { getTimeline } from '../workflows/messages.js';
import { isAway, orAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { orGone } from './gone.js';
import { startInput } from './last-input.js';
import { canBeId } from './names.js';
import { type Execution, readMemo, readStored, settleBroken, settleStopping } from './stored.js';
import { toldToStop } from './told-to-stop.js';

/** Live states are nice to have; without a worker what is stored must do. */
const queryDeadlineMs = SECOND;

/** An execution of a workflow, the newest unless one is named; undefined when there is none. */
export function describe(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | undefined> {
  return orGone(() => client.workflow.getHandle(workflowId, runId).describe());
}

/** Whether no other execution of a workflow is remembered, one that it was continued from apart. */
export async function isFirst(
  { client }: RunsDeps,
  workflowId: string,
  runId: string,
): Promise<boolean> {
  const others = `WorkflowId = '${workflowId}' AND RunId != '${runId}' AND ExecutionStatus != 'ContinuedAsNew'`;
  return (await client.workflow.count(others)).count === 0;
}

/** Whether a workflow is the only one of its contact. One that began a moment ago may be missed. */
export async function isAlone(
  { client }: RunsDeps,
  workflowId: string,
  contactKey: string,
): Promise<boolean> {
  const others = `ContactKey = '${contactKey}' AND WorkflowId != '${workflowId}'`;
  return (await client.workflow.count(others)).count === 0;
}

/**
 * A run by its id: as a worker sees it, or where none answers by what is stored; undefined when there
 * is none.
 * @throws {TemporalAway}
 * @throws {Refused} where nobody here can open it.
 */
export function findRun(deps: RunsDeps, id: string): Promise<Timeline | undefined> {
  return orAway(deps.client, async () => {
    const found = canBeId(id) ? await describe(deps.client, id).catch(unopened(id)) : undefined;
    // There are workflows that are no run of a sequence.
    return found && readMemo(found) ? look(deps, found) : undefined;
  });
}

/** A run as a worker sees it, or where none answers by what is stored. */
export async function look(deps: RunsDeps, run: Execution): Promise<Timeline> {
  const told = await timelineOf(deps, run.workflowId);
  if (told) return settleBroken(run, told);
  const stored = await readStored(deps.client, run, await deps.now());
  const cause = stored.status === 'ended' ? undefined : await toldToStop(deps, run);
  return cause ? settleStopping(stored, cause) : stored;
}

/** Names the workflow that nobody here can open, for `catch`. */
export function unopened(workflowId: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Sealed)) throw error;
    throw new Refused(`${workflowId} cannot be opened: ${error.message}`);
  };
}

/** The run as a worker sees it now; undefined when none answers in time, or none can read it. */
export function timelineOf({ client }: RunsDeps, runId: string): Promise<Timeline | undefined> {
  return query(client, runId, getTimeline);
}

/**
 * Whose run it is, by the event that started it; undefined when there is no such run. Nobody but the
 * server is asked.
 */
export async function personOf(
  { client }: RunsDeps,
  workflowId: string,
): Promise<RunContact | undefined> {
  try {
    const input: RunInput | undefined = await startInput(client, workflowId);
    return input?.contact;
  } catch (error) {
    if (isAway(error)) return undefined;
    throw error;
  }
}

/** What a worker says of a workflow; undefined when none can tell in time. */
export async function query<T>(
  client: Client,
  workflowId: string,
  definition: QueryDefinition<T>,
): Promise<T | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await within(client, queryDeadlineMs, () => handle.query(definition));
  } catch (error) {
    const isUntold =
      error instanceof QueryNotRegisteredError || error instanceof WorkflowNotFoundError;
    if (isUntold || isAway(error)) return undefined;
    throw error;
  }
}

/** `PENDING_ACTIVITY_STATE_CANCEL_REQUESTED` in Temporal's API. */
const cancelRequested = 3;

/** How long a run may take until it has taken up its messages. */
const takeUpMs = 3 * SECOND;
const lookEveryMs = 50;

/**
 * Whether an execution of a workflow wants one of its activities no more, or has ended. A message
 * that it has yet to take up is waited for.
 * @throws {Error} when it takes none up.
 */
export async function isWithdrawn(
  deps: RunsDeps,
  execution: ExecutionId,
  activityId: string,
): Promise<boolean> {
  return !wants(await takenUp(deps, execution), activityId);
}

/** What the server has of an execution, once it has taken up its messages. */
export async function takenUp(
  { client }: RunsDeps,
  { workflowId, runId }: ExecutionId,
): Promise<WorkflowExecutionDescription> {
  const run = client.workflow.getHandle(workflowId, runId);
  for (const untilMs = Date.now() + takeUpMs; ; await setTimeout(lookEveryMs)) {
    const found = await run.describe();
    if (!found.raw.pendingWorkflowTask) return found;
    if (Date.now() > untilMs) throw new Error('the run takes up no messages');
  }
}

/** Gone is also what has timed out, or whose run was terminated meanwhile. */
export function wants({ raw }: WorkflowExecutionDescription, activityId: string): boolean {
  const pending = raw.pendingActivities?.find((one) => one.activityId === activityId);
  return pending !== undefined && pending.state !== cancelRequested;
}
