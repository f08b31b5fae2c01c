import { type Client, QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { sequences } from '../campaign/sequences/index.js';
import { SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan.js';
import type { Outcome, RunContact, RunInput, Timeline } from '../domain/run.js';
import { getInput, getTimeline } from '../workflows/messages.js';
import { isUnavailable, orUnavailable, within } from './deadline.js';
import { Problem } from './problem.js';

/** Live states are nice to have; without a worker the plan kept with the run must do. */
const queryDeadlineMs = SECOND;

const runNames = new Set<string>(Object.values(sequences).map(({ name }) => name));

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
      if (status.name === 'RUNNING') {
        throw new Problem(409, 'Nothing was changed: it has not ended.');
      }
      const [input, { outcome }] = await Promise.all([
        handle.query(getInput),
        handle.query(getTimeline),
      ]);
      return { type, input, outcome };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
}
