import type { WorkflowExecutionInfo } from '@temporalio/client';
import { MINUTE } from '../domain/duration.js';
import type { Segment } from '../domain/event/segment.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { Attention } from '../domain/run/attention.js';
import type { Timeline } from '../domain/run/run.js';
import { attributes } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution, listExecutions, notOurs, standingOf } from './executions.js';
import { firstDue } from './first-due.js';
import { partsOf } from './names.js';
import { brokenBy, readMemo, segmentOf } from './stored.js';
import {
  isNewest,
  isOf,
  isOpen,
  isRun,
  toVisibilityQuery,
  type Which,
} from './visibility-query.js';

/** One run in a list, by what Temporal keeps of it: no worker is asked. */
export interface ListedRun {
  id: string;
  sequence: string;
  segment: Segment | null;
  isTesting: boolean;
  status: Timeline['status'];
  /** ISO instants. */
  startedAt: string;
  endedAt?: string;
  nextSendAt?: string;
  /** The email that goes then, where its time is still the one that was planned. */
  next?: Pick<PlannedEmail, 'number' | 'template'>;
  attention?: Attention;
}

/** Which runs are listed. */
export interface RunQuery {
  /** Default: all that are open. */
  which?: Which;
  /** Only open ones whose next email is due before this instant, late ones too; the first comes first. */
  dueBefore?: Date;
  /** On one page; default 100, at most 1,000. */
  most?: number;
  /** `next` of the page before. */
  after?: string | undefined;
  /** How long it may take; default a minute. */
  withinMs?: number;
}

/** One page of runs, the newest first unless they are asked for by what is due. */
export interface RunsPage {
  runs: ListedRun[];
  /** How many there are on all pages. */
  total: number;
  /** What the next page is asked for by; missing on the last. */
  next?: string;
}

/**
 * Runs of all people. A change shows here within a second or so: they are found by their search
 * attributes.
 * @throws {Malformed} for an `after` that no page has given.
 * @throws {TemporalAway}
 */
export function listRuns(deps: RunsDeps, query: RunQuery = {}): Promise<RunsPage> {
  return orAway(deps.client, () => readPage(deps, query), query.withinMs ?? MINUTE);
}

async function readPage(deps: RunsDeps, query: RunQuery): Promise<RunsPage> {
  const { client } = deps;
  const { which = 'open', dueBefore, most = 100, after } = query;
  const { count } = await client.workflow.count(toVisibilityQuery(which, { before: dueBefore }));
  if (dueBefore) {
    const due = {
      which,
      before: dueBefore,
      most,
      total: count,
      after: readCursor(after, isDueCursor),
    };
    const { found, cursor } = await firstDue(deps, due);
    return { runs: found.map(toListed), total: count, ...(cursor && { next: toCursor(cursor) }) };
  }
  const token = readPageToken(after);
  const page = await listExecutions(client, toVisibilityQuery(which), most, token);
  const standing = await standingOf(client, page.found);
  const passedOver = page.found.length - standing.length;
  return {
    runs: standing.map(toListed),
    total: Math.max(count - passedOver, standing.length),
    ...(page.token && { next: toPageCursor(page.token) }),
  };
}

/** What the next page is asked for by, of a list in the server's own order. */
export function toPageCursor(token: string): string {
  return toCursor({ token });
}

/** @throws {Malformed} for what no page has given. */
export function readPageToken(after: string | undefined): string | undefined {
  return readCursor(after, isToken)?.token;
}

/** Opaque to whoever hands it on. */
function toCursor(cursor: object): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function readCursor<T>(text: string | undefined, isRight: (read: unknown) => read is T) {
  if (!text) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (isRight(read)) return read;
  } catch {
    // No JSON at all.
  }
  throw notOurs();
}

const isToken = (read: unknown): read is { token: string } => hasTexts(read, 'token');

const isDueCursor = (read: unknown): read is { at: string; id: string } =>
  hasTexts(read, 'at', 'id') && !Number.isNaN(Date.parse(String(Reflect.get(read, 'at'))));

function hasTexts(read: unknown, ...names: string[]): read is object {
  if (typeof read !== 'object' || read === null) return false;
  return names.every((name) => typeof Reflect.get(read, name) === 'string');
}

/** A run as lists show it. */
export function toListed(run: WorkflowExecutionInfo): ListedRun {
  const { workflowId: id, status, closeTime, typedSearchAttributes } = run;
  const { emails = [], isTesting = false, isPaused, attention } = readMemo(run) ?? {};
  const isRunning = status.name === 'RUNNING';
  const nextAt = isRunning ? typedSearchAttributes.get(attributes.nextSendAt) : undefined;
  const broken = brokenBy(run);
  const asks = broken ? ({ kind: 'lost', reason: broken } as const) : attention;
  const next = emails.find(({ dueAt }) => nextAt && Date.parse(dueAt) === nextAt.getTime());
  return {
    id,
    sequence: partsOf(id).sequence,
    segment: segmentOf(run),
    isTesting,
    status: isRunning ? (isPaused ? 'paused' : 'running') : 'ended',
    startedAt: startedAtOf(run),
    ...(closeTime && { endedAt: closeTime.toISOString() }),
    ...(nextAt && { nextSendAt: nextAt.toISOString() }),
    ...(next && { next: { number: next.number, template: next.template } }),
    ...(asks && { attention: asks }),
  };
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
  for await (const run of eachExecution(client, query)) runs.push(toOpenRun(run));
  return runs;
}

export function toOpenRun(
  run: Pick<WorkflowExecutionInfo, 'workflowId' | 'startTime' | 'memo'>,
): OpenRun {
  return { id: run.workflowId, startedAt: startedAtOf(run) };
}

/** When a run began, which may be before its newest execution did. */
export function startedAtOf(run: Pick<WorkflowExecutionInfo, 'startTime' | 'memo'>): string {
  return readMemo(run)?.startedAt ?? run.startTime.toISOString();
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
    const query = [isOf(contactKey), isNewest].join(' AND ');
    for await (const run of eachExecution(client, query)) {
      const { id, startedAt: at } = toOpenRun(run);
      found.push({ id, at, status: run.status.name.toLowerCase() });
    }
    return found.toSorted((a, b) => b.at.localeCompare(a.at));
  });
}
