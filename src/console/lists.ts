import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { sequences } from '../campaign/sequences/index.js';
import { HOUR, SECOND } from '../domain/duration.js';
import type { Timeline } from '../domain/run/run.js';
import { orUnavailable } from '../runs/deadline.js';
import { queryTimeline } from '../runs/read-runs.js';
import { attributes } from '../workflows/messages.js';
import type { People } from './people.js';

/** One run in a list. */
export interface ListedRun {
  id: string;
  person: string;
  /** Undefined when no worker can tell. */
  timeline: Timeline | undefined;
  /** ISO instant of the next email, as Temporal knows it. */
  nextSendAt: string | undefined;
  /** The workflow itself could not go on. */
  isBroken: boolean;
}

export interface RunList {
  runs: ListedRun[];
  /** How many there are, shown or not. */
  total: number;
}

const mostShown = 30;
const dueWithinMs = 24 * HOUR;
const listDeadlineMs = 4 * SECOND;
const broken = new Set(['FAILED', 'TIMED_OUT']);

// Workflow types are named as in code: `noShow` walks the sequence `no-show`.
const workflowTypes = sequences.map(({ workflowType }) => `"${workflowType}"`);
const isRun = `WorkflowType IN (${workflowTypes.join(', ')})`;

/** Runs that wait for a person to mend something, open or ended, the newest first. */
export function listAttention(client: Client, people: People): Promise<RunList> {
  const query = `${isRun} AND (NeedsAttention = true OR ExecutionStatus IN ("Failed", "TimedOut"))`;
  return orUnavailable(
    client,
    async () => {
      const found = await take(client, query);
      const runs = await Promise.all(found.map((run) => look(client, people, run)));
      const asking = runs.filter(
        ({ timeline, isBroken }) => isBroken || !timeline || timeline.needsAttention,
      );
      const { count } = await client.workflow.count(query);
      // Earlier executions of a run that was taken up since are found, and ask for nothing.
      return { runs: asking, total: count - (runs.length - asking.length) };
    },
    listDeadlineMs,
  );
}

/** Runs with an email due within a day, or overdue; the soonest first. */
export function listDue(client: Client, people: People, now: Date): Promise<RunList> {
  const dueBefore = (ms: number) =>
    `${isRun} AND ExecutionStatus = "Running" AND NextSendAt < "${new Date(ms).toISOString()}"`;
  return orUnavailable(
    client,
    async () => {
      const nowMs = now.getTime();
      const { count: total } = await client.workflow.count(dueBefore(nowMs + dueWithinMs));
      // Temporal sorts by start alone, so the time is narrowed until all that is left can be shown.
      let withinMs = dueWithinMs;
      let count = total;
      while (count > mostShown && withinMs > SECOND) {
        withinMs /= 2;
        ({ count } = await client.workflow.count(dueBefore(nowMs + withinMs)));
      }
      const enoughMs = count === 0 ? withinMs * 2 : withinMs;
      const found = await take(client, dueBefore(nowMs + enoughMs));
      const runs = await Promise.all(found.map((run) => look(client, people, run)));
      const at = ({ nextSendAt = '' }: ListedRun) => nextSendAt;
      return { runs: runs.toSorted((a, b) => at(a).localeCompare(at(b))), total };
    },
    listDeadlineMs,
  );
}

/** The newest few executions, one of each run. */
async function take(client: Client, query: string): Promise<WorkflowExecutionInfo[]> {
  const found = new Map<string, WorkflowExecutionInfo>();
  for await (const run of client.workflow.list({ query, pageSize: 2 * mostShown })) {
    if (!found.has(run.workflowId)) found.set(run.workflowId, run);
    if (found.size === mostShown) break;
  }
  return [...found.values()];
}

async function look(
  client: Client,
  people: People,
  { workflowId: id, status, typedSearchAttributes }: WorkflowExecutionInfo,
): Promise<ListedRun> {
  const wasBroken = broken.has(status.name);
  // One after the other: Temporal holds one query for a run that is busy, and refuses a second.
  const timeline = await queryTimeline(client, id);
  const person = await people.nameOf(id);
  const now = wasBroken ? await client.workflow.getHandle(id).describe() : undefined;
  return {
    id,
    person,
    timeline,
    nextSendAt: typedSearchAttributes.get(attributes.nextSendAt)?.toISOString(),
    isBroken: now !== undefined && broken.has(now.status.name),
  };
}
