import {
  type Client,
  QueryNotRegisteredError,
  type WorkflowExecutionInfo,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { Problem } from '../api/http/problem.js';
import { sequences } from '../campaign/sequences/index.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { Outcome, RunContact, RunInput, Timeline } from '../domain/run/run.js';
import { attributes, getInput, getTimeline } from '../workflows/messages.js';
import { isUnavailable, orUnavailable, within } from './deadline.js';

/** Live states are nice to have; without a worker the plan kept with the run must do. */
const queryDeadlineMs = SECOND;

const runNames = new Set<string>(sequences.map(({ name }) => name));

/** Whether a workflow's id is a run's: those begin with the name of their sequence. */
export function isRunId(workflowId: string): boolean {
  return runNames.has(workflowId.split('/')[0] ?? '');
}

/**
 * A run by its id: as a worker sees it, or where none answers as it was planned; undefined when there
 * is none.
 * @throws {Problem} 503
 */
export function findRun(client: Client, workflowId: string): Promise<Timeline | undefined> {
  return orUnavailable(client, async () => {
    try {
      const { memo, status, type } = await client.workflow.getHandle(workflowId).describe();
      const kept = memo?.['emails'] as PlannedEmail[] | undefined;
      if (!kept) return undefined; // a workflow, but no run of a sequence
      const timeline = await queryTimeline(client, workflowId);
      if (!timeline) return { ...withoutWorker(type, status.name), emails: kept };
      return status.name === 'RUNNING' ? timeline : { ...timeline, status: 'ended' };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
}

function withoutWorker(type: string, status: string): Omit<Timeline, 'emails'> {
  const note = {
    at: new Date().toISOString(),
    what: 'no worker can tell more: this is the first plan',
  };
  return {
    status: status === 'RUNNING' ? 'running' : 'ended',
    sequence: type,
    segment: null,
    isTesting: false,
    history: [note],
  };
}

/** Which runs are meant; without a condition, all that are open. */
export interface RunQuery {
  /** Only those that wait for a person: also ended ones with an email that may have been sent. */
  needsAttention?: boolean;
  /** Only those whose next email is due before this instant; it may be late already. */
  dueBefore?: Date;
  /** Read no more runs than this; default 100. */
  most?: number;
}

export interface ListedRuns {
  /** The next to send comes first, those that have nothing to send last. */
  runs: { id: string; timeline: Timeline }[];
  /** How many there are, also beyond `most`. */
  total: number;
}

/** Listing and reading may take a while. */
const listDeadlineMs = MINUTE;
const readsAtOnce = 20;

/**
 * Runs of all people, as a worker sees them now. A change shows here within a second or so: they are
 * found by their search attributes.
 * @throws {Problem} 503
 */
export function listRuns(client: Client, query: RunQuery = {}): Promise<ListedRuns> {
  return orUnavailable(
    client,
    async () => {
      const found: WorkflowExecutionInfo[] = [];
      for await (const run of client.workflow.list({ query: toVisibilityQuery(query) })) {
        if (await isNewest(client, run)) found.push(run);
      }
      const shown = found.toSorted((a, b) => dueMs(a) - dueMs(b)).slice(0, query.most ?? 100);
      const runs: ListedRuns['runs'] = [];
      for (let at = 0; at < shown.length; at += readsAtOnce) {
        const part = await Promise.all(
          shown.slice(at, at + readsAtOnce).map(async ({ workflowId: id }) => {
            const timeline = await findRun(client, id);
            return timeline ? [{ id, timeline }] : [];
          }),
        );
        runs.push(...part.flat());
      }
      return { runs, total: found.length };
    },
    listDeadlineMs,
  );
}

function toVisibilityQuery({ needsAttention, dueBefore }: RunQuery): string {
  const types = sequences.map(({ workflowType }) => `'${workflowType}'`);
  return [
    `WorkflowType IN (${types.join(', ')})`,
    ...(needsAttention ? ['NeedsAttention = true'] : []),
    ...(dueBefore ? [`NextSendAt < '${dueBefore.toISOString()}'`] : []),
    ...(needsAttention && !dueBefore ? [] : ["ExecutionStatus = 'Running'"]),
  ].join(' AND ');
}

/** Whether no later execution has taken the run up since. */
async function isNewest(
  client: Client,
  { workflowId, runId, status }: WorkflowExecutionInfo,
): Promise<boolean> {
  if (status.name === 'RUNNING') return true;
  return (await client.workflow.getHandle(workflowId).describe()).runId === runId;
}

function dueMs({ typedSearchAttributes, status }: WorkflowExecutionInfo): number {
  const dueAt = typedSearchAttributes.get(attributes.nextSendAt);
  return status.name === 'RUNNING' && dueAt ? dueAt.getTime() : Number.POSITIVE_INFINITY;
}

/** A contact's workflows, newest first. */
export function listWorkflows(client: Client, contactKey: string) {
  return orUnavailable(client, async () => {
    const found: { id: string; at: string; status: string }[] = [];
    const query = `ContactKey = '${contactKey}'`;
    for await (const { workflowId: id, startTime, status } of client.workflow.list({ query })) {
      found.push({ id, at: startTime.toISOString(), status: status.name.toLowerCase() });
    }
    return found.toSorted((a, b) => b.at.localeCompare(a.at));
  });
}

/** The run as a worker sees it now; undefined when none answers in time, or none can read it. */
export async function queryTimeline(
  client: Client,
  workflowId: string,
): Promise<Timeline | undefined> {
  try {
    return await within(client, queryDeadlineMs, () =>
      client.workflow.getHandle(workflowId).query(getTimeline),
    );
  } catch (error) {
    if (isUnavailable(error) || error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

/** Whose run it is, as it knows them by now; undefined when no worker can tell. */
export async function queryPerson(
  client: Client,
  workflowId: string,
): Promise<RunContact | undefined> {
  try {
    const handle = client.workflow.getHandle(workflowId);
    return (await within(client, queryDeadlineMs, () => handle.query(getInput))).contact;
  } catch (error) {
    const isUntold =
      error instanceof QueryNotRegisteredError || error instanceof WorkflowNotFoundError;
    if (isUntold || isUnavailable(error)) return undefined;
    throw error;
  }
}

/** A run that has ended, with what another needs to take it up; undefined when there is none. */
export interface EndedRun {
  type: string;
  input: RunInput;
  outcome: Outcome | undefined;
  /** All is decided, but its last rows still wait for Notion. */
  isClosing: boolean;
}

/**
 * An ended run as a worker knows it.
 * @throws {Problem} 409 when it is open, 503 when no worker can tell.
 */
export function readEnded(client: Client, workflowId: string): Promise<EndedRun | undefined> {
  return orUnavailable(client, async () => {
    const handle = client.workflow.getHandle(workflowId);
    try {
      const { status, type } = await handle.describe();
      const isClosing = status.name === 'RUNNING';
      const { outcome } = await handle.query(getTimeline);
      if (isClosing && !outcome) {
        throw new Problem(409, 'Nothing was changed: it has not ended.');
      }
      return { type, input: await handle.query(getInput), outcome, isClosing };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
}
