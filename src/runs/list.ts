import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { MINUTE, SECOND } from '../domain/duration.js';
import { attributes } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe, type Look, look } from './find.js';
import { inParts } from './in-parts.js';
import { isOf, isOpen, isRun, type RunQuery, toVisibilityQuery } from './visibility-query.js';

/** One run in a list. */
export interface ListedRun extends Look {
  id: string;
  /** ISO instants, the next email's as Temporal knows it. */
  startedAt: string;
  nextSendAt: string | undefined;
  /** The workflow itself could not go on. */
  isBroken: boolean;
}

export interface ListedRuns {
  runs: ListedRun[];
  /** How many there are, read or not. */
  total: number;
}

/** Each part waits for its workers no longer than one run would. */
const readsAtOnce = 20;

/** Where all that is due within a moment is too much to sort, what comes first is given. */
const mostSorted = 1_000;

const broken = new Set(['FAILED', 'TIMED_OUT']);

/**
 * Runs of all people, as a worker sees them now. A change shows here within a second or so: they are
 * found by their search attributes.
 * @throws {TemporalAway}
 */
export function listRuns(deps: RunsDeps, query: RunQuery = {}): Promise<ListedRuns> {
  return orAway(deps.client, () => read(deps, query), query.withinMs ?? MINUTE);
}

async function read(deps: RunsDeps, query: RunQuery): Promise<ListedRuns> {
  const { client } = deps;
  const { order = 'next to send', most = 100, needsAttention } = query;
  const { part, enough } = await partOf(deps, query, most);
  const { found, passed } = await take(client, part, enough);
  const standing = await standingOf(client, found);
  const sorted = order === 'newest' ? standing : standing.toSorted((a, b) => dueMs(a) - dueMs(b));
  const seen = await inParts(readsAtOnce, sorted.slice(0, most), async (run) => ({
    ...toListed(run),
    ...(await look(deps, run)),
  }));
  const runs = needsAttention ? seen.filter(waitsForPerson) : seen;
  const isWhole = part === query && found.length < enough;
  const executions = isWhole ? passed : await countRuns(client, query);
  const passedOver = passed - standing.length + seen.length - runs.length;
  return { runs, total: Math.max(executions - passedOver, runs.length) };
}

/** What has to be listed so that the first of it are the first of all, and how much of it is enough. */
async function partOf(
  deps: RunsDeps,
  query: RunQuery,
  most: number,
): Promise<{ part: RunQuery; enough: number }> {
  const { order, dueBefore } = query;
  if (order === 'newest') return { part: query, enough: most };
  if (!dueBefore || most > mostSorted) return { part: query, enough: Number.POSITIVE_INFINITY };
  return { part: await narrow(deps, { ...query, dueBefore }, most), enough: mostSorted };
}

/**
 * Temporal sorts by start alone. So the time is halved as long as what is left is still enough: few
 * runs have to be listed to know which are due first.
 */
async function narrow(
  { client, now }: RunsDeps,
  query: RunQuery & { dueBefore: Date },
  enough: number,
): Promise<RunQuery> {
  const nowMs = (await now()).getTime();
  const within = (ms: number) => ({ ...query, dueBefore: new Date(nowMs + ms) });
  const wholeMs = query.dueBefore.getTime() - nowMs;
  let ms = wholeMs;
  while (ms > SECOND && (await countRuns(client, within(ms / 2))) >= enough) ms /= 2;
  return ms === wholeMs ? query : within(ms);
}

/** The newest executions first, one of each run. */
async function take(
  client: Client,
  query: RunQuery,
  enough: number,
): Promise<{ found: WorkflowExecutionInfo[]; passed: number }> {
  const found = new Map<string, WorkflowExecutionInfo>();
  let passed = 0;
  const pageSize = Math.min(2 * enough, mostSorted);
  for await (const run of client.workflow.list({ query: toVisibilityQuery(query), pageSize })) {
    passed += 1;
    const isRunning = run.status.name === 'RUNNING';
    if (isRunning || !found.has(run.workflowId)) found.set(run.workflowId, run);
    if (found.size >= enough) break;
  }
  return { found: [...found.values()], passed };
}

/** Without ended executions of runs that a later one has taken up since: that one speaks for the run. */
async function standingOf(
  client: Client,
  found: WorkflowExecutionInfo[],
): Promise<WorkflowExecutionInfo[]> {
  const standing = await inParts(readsAtOnce, found, async (run) => {
    if (run.status.name === 'RUNNING') return [run];
    const newest = await describe(client, run.workflowId);
    return newest?.runId === run.runId ? [run] : [];
  });
  return standing.flat();
}

/** Search attributes lag a moment behind: what was mended just now waits no more. */
function waitsForPerson({ isBroken, isTold, timeline }: ListedRun): boolean {
  return isBroken || !isTold || timeline.needsAttention !== undefined;
}

function toListed(run: WorkflowExecutionInfo): Omit<ListedRun, keyof Look> {
  return {
    id: run.workflowId,
    startedAt: run.startTime.toISOString(),
    nextSendAt: run.typedSearchAttributes.get(attributes.nextSendAt)?.toISOString(),
    isBroken: broken.has(run.status.name),
  };
}

function dueMs({ typedSearchAttributes, status }: WorkflowExecutionInfo): number {
  const dueAt = typedSearchAttributes.get(attributes.nextSendAt);
  return status.name === 'RUNNING' && dueAt ? dueAt.getTime() : Number.POSITIVE_INFINITY;
}

async function countRuns(client: Client, query: RunQuery): Promise<number> {
  return (await client.workflow.count(toVisibilityQuery(query))).count;
}

/** A run that is open, whatever it does. */
export interface OpenRun {
  id: string;
  /** ISO instant, by the server's clock. */
  startedAt: string;
}

/** Open runs of one contact; one started a moment ago may be missing. */
export async function listOpen({ client }: RunsDeps, contactKey: string): Promise<OpenRun[]> {
  const runs: OpenRun[] = [];
  const query = [isRun, isOf(contactKey), isOpen].join(' AND ');
  for await (const run of client.workflow.list({ query })) runs.push(toOpenRun(run));
  return runs;
}

export function toOpenRun({
  workflowId: id,
  startTime,
}: Pick<WorkflowExecutionInfo, 'workflowId' | 'startTime'>): OpenRun {
  return { id, startedAt: startTime.toISOString() };
}

/** A workflow of one person: a run, a stop, or whatever else. */
export interface ListedWorkflow {
  id: string;
  /** ISO instant of its start. */
  at: string;
  /** In lower case, as `running`. */
  status: string;
}

/**
 * A contact's workflows, newest first.
 * @throws {TemporalAway}
 */
export function listWorkflows({ client }: RunsDeps, contactKey: string): Promise<ListedWorkflow[]> {
  return orAway(client, async () => {
    const found: ListedWorkflow[] = [];
    for await (const run of client.workflow.list({ query: isOf(contactKey) })) {
      const { id, startedAt: at } = toOpenRun(run);
      found.push({ id, at, status: run.status.name.toLowerCase() });
    }
    return found.toSorted((a, b) => b.at.localeCompare(a.at));
  });
}
