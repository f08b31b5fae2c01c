import { setTimeout } from 'node:timers/promises';
import {
  type Client,
  QueryNotRegisteredError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionInfo,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { RunContact, Timeline } from '../domain/run/run.js';
import { getInput, getTimeline } from '../workflows/messages.js';
import { isAway, orAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';

/** Live states are nice to have; without a worker the plan kept with the run must do. */
const queryDeadlineMs = SECOND;

/** Temporal refuses to look for longer ones. */
const longestId = 1_000;

/** The newest execution under a workflow id; undefined when there is none. */
export async function describe(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
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
 * A run by its id: as a worker sees it, or where none answers as it was planned; undefined when there
 * is none.
 * @throws {TemporalAway}
 */
export function findRun(deps: RunsDeps, id: string): Promise<Timeline | undefined> {
  return orAway(deps.client, async () => {
    const found = id.length > longestId ? undefined : await describe(deps.client, id);
    // There are workflows that are no run of a sequence.
    return found?.memo?.['emails'] ? (await look(deps, found)).timeline : undefined;
  });
}

/** A run's timeline, and whether a worker told it: if not, it is the first plan. */
export interface Look {
  timeline: Timeline;
  isTold: boolean;
}

type Execution = Pick<WorkflowExecutionInfo, 'workflowId' | 'type' | 'status'> & {
  memo?: Record<string, unknown> | undefined;
};

/** A run as a worker sees it, or where none answers as it was planned. */
export async function look(
  deps: RunsDeps,
  { workflowId, memo, type, status }: Execution,
): Promise<Look> {
  const isOpen = status.name === 'RUNNING';
  const told = await timelineOf(deps, workflowId);
  if (told) return { timeline: isOpen ? told : { ...told, status: 'ended' }, isTold: true };
  const emails = (memo?.['emails'] ?? []) as PlannedEmail[];
  const at = (await deps.now()).toISOString();
  const history = [{ at, what: 'no worker can tell more: this is the first plan' }];
  const known = { sequence: type, segment: null, isTesting: false, emails, history };
  return { timeline: { status: isOpen ? 'running' : 'ended', ...known }, isTold: false };
}

/** The run as a worker sees it now; undefined when none answers in time, or none can read it. */
export function timelineOf({ client }: RunsDeps, runId: string): Promise<Timeline | undefined> {
  return query(client, runId, getTimeline);
}

/** Whose run it is, as it knows them by now; undefined when no worker can tell. */
export async function personOf(
  { client }: RunsDeps,
  runId: string,
): Promise<RunContact | undefined> {
  return (await query(client, runId, getInput))?.contact;
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
  { client }: RunsDeps,
  { workflowId, runId }: { workflowId: string; runId: string },
  activityId: string,
): Promise<boolean> {
  const run = client.workflow.getHandle(workflowId, runId);
  for (const untilMs = Date.now() + takeUpMs; ; await setTimeout(lookEveryMs)) {
    const { raw } = await run.describe();
    if (!raw.pendingWorkflowTask) {
      const pending = raw.pendingActivities?.find((one) => one.activityId === activityId);
      // Gone: it has timed out, or its run was terminated meanwhile.
      return pending === undefined || pending.state === cancelRequested;
    }
    if (Date.now() > untilMs) throw new Error('the run takes up no messages');
  }
}
