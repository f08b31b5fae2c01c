import { incidentId, isWatched, type Look } from '../domain/incident.js';
import {
  type Finding,
  isWithoutWorker,
  judgeQueue,
  minutes,
  type QueueState,
  type WatchLimits,
  watchLimits,
} from '../domain/watch.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import { describe } from './find.js';
import { countDue, endIncident, listOpenIncidents, openIncident } from './incidents.js';
import { readQueues } from './queues.js';
import { isOpen, isRun } from './visibility-query.js';

/** Workflows that should not be there, found by counting them. */
interface Count {
  about: string;
  /** Of Temporal's visibility. */
  query: string;
  /** What so many of them mean. */
  tell: (count: number) => string;
}

/** An email of these is overdue, and nothing else says so. */
const isSilent = 'NeedsAttention = false AND TemporalReportedProblems IS NULL';
/** Ended by themselves, or by a hand in Temporal that told nobody. */
const hasBroken = `(ExecutionStatus IN ('Failed', 'TimedOut') OR (${isRun} AND ExecutionStatus = 'Terminated'))`;

function countsAt(nowMs: number, { overdue, broken }: WatchLimits): Count[] {
  const ago = (ms: number) => toLiteral(nowMs - ms);
  return [
    {
      about: 'watch-overdue',
      query: `${isRun} AND ${isOpen} AND NextSendAt < ${ago(overdue)} AND ${isSilent}`,
      tell: (count) =>
        `${say(count, 'run has an email', 'runs have an email')} overdue by more than ${minutes(overdue)}`,
    },
    {
      about: 'watch-broken',
      query: `${hasBroken} AND CloseTime > ${ago(broken)}`,
      tell: (count) =>
        say(
          count,
          'run has failed, or was ended in Temporal',
          'runs have failed, or were ended in Temporal',
        ),
    },
    {
      about: 'watch-tasks',
      query: `${isOpen} AND TemporalReportedProblems IS NOT NULL`,
      tell: (count) => `${say(count, 'run goes', 'runs go')} on no more: its task fails each time`,
    },
  ];
}

/** All that is wrong with the whole at this moment. However much there is, it is counted, not listed. */
async function look(deps: RunsDeps): Promise<{ wrong: Finding[]; queues: QueueState[] }> {
  const { limits = watchLimits } = deps;
  const nowMs = (await deps.now()).getTime();
  const [queues, isHeld, ...counted] = await Promise.all([
    readQueues(deps),
    isMailHeld(deps, nowMs, limits),
    ...countsAt(nowMs, limits).map((one) => findCounted(deps, one)),
  ]);
  const ofQueues = queues.flatMap((queue) => judgeQueue(queue, limits));
  const isExplained = isHeld || ofQueues.length > 0;
  const ofWorkflows = counted
    .flat()
    .map((one) => (one.about === 'watch-overdue' ? { ...one, isExplained } : one));
  return { wrong: [...ofWorkflows, ...ofQueues], queues };
}

async function findCounted(deps: RunsDeps, { about, query, tell }: Count): Promise<Finding[]> {
  const { count } = await deps.client.workflow.count(query);
  const wrong = about === 'watch-broken' ? await withoutRestarted(deps, query, count) : count;
  const page = `workflows?query=${encodeURIComponent(query)}`;
  return wrong > 0 ? [{ about, reason: tell(wrong), page }] : [];
}

/** So few are looked at one by one. */
const fewBroken = 20;

/** How many of those that have ended nobody has started again. Of many it is not asked. */
async function withoutRestarted(deps: RunsDeps, query: string, count: number): Promise<number> {
  if (count === 0 || count > fewBroken) return count;
  let standing = 0;
  for await (const { workflowId, runId } of eachExecution(deps.client, query)) {
    const newest = await describe(deps.client, workflowId);
    if (newest?.runId === runId) standing += 1;
  }
  return standing;
}

/** Incidents that hold everybody's emails back. */
const holdsMail = [
  `(WorkflowId STARTS_WITH '${incidentId('notion')}' AND WorkflowId != '${incidentId('notion-tracker')}')`,
  ...['resend', 'watch-queue-', 'watch-worker-'].map(
    (about) => `WorkflowId STARTS_WITH '${incidentId(about)}'`,
  ),
].join(' OR ');

/** Whether emails wait for what operators know of, or did until a moment ago, so that they still catch up. */
async function isMailHeld(
  { client }: RunsDeps,
  nowMs: number,
  { overdue }: WatchLimits,
): Promise<boolean> {
  const holds = `(WorkflowType = 'sendingSwitch' OR (WorkflowType = 'incident' AND (${holdsMail})))`;
  const query = `${holds} AND (${isOpen} OR CloseTime > ${toLiteral(nowMs - overdue)})`;
  return (await client.workflow.count(query)).count > 0;
}

/** How the whole does, for those who show it. */
export interface Health {
  wrong: Finding[];
  queues: (QueueState & { hasWorker: boolean })[];
  /** How many emails should have gone by now. */
  due: number;
}

/**
 * How the whole does now, asked of the server itself: no worker need be there.
 * @throws {TemporalAway}
 */
export async function readHealth(deps: RunsDeps): Promise<Health> {
  const { limits = watchLimits } = deps;
  const [{ wrong, queues }, due] = await orAway(deps.client, () =>
    Promise.all([look(deps), countDue(deps)]),
  );
  const hasWorker = (queue: QueueState) => !isWithoutWorker(queue, limits);
  return { wrong, due, queues: queues.map((queue) => ({ ...queue, hasWorker: hasWorker(queue) })) };
}

/**
 * Looks over the whole: starts the record of what is wrong, and ends the record of what is not.
 * @returns what is wrong, by its names.
 */
export function watchFrom(deps: RunsDeps): () => Promise<string[]> {
  let firstMs: number | undefined;
  return async () => {
    const { limits = watchLimits } = deps;
    const nowMs = (await deps.now()).getTime();
    firstMs ??= nowMs;
    // Whoever has just started cannot tell a queue that nobody asks yet from one that nobody asks any more.
    const canTell = nowMs >= firstMs + limits.quiet;
    const { wrong } = await look(deps);
    const open = new Set((await listOpenIncidents(deps)).map(({ about }) => about));
    for (const { isExplained, ...incident } of wrong) {
      const { about } = incident;
      const isSure = canTell || !about.startsWith('watch-worker-');
      if (isSure && !isExplained && !open.has(about)) await openIncident(deps, incident);
    }
    const names = new Set(wrong.map(({ about }) => about));
    for (const about of open) {
      if (isWatched(about) && !names.has(about)) await endIncident(deps, about);
    }
    return [...names];
  };
}

/** What a watched incident looks like now. */
export async function lookAgain(deps: RunsDeps, about: string): Promise<Look> {
  const { wrong } = await look(deps);
  const found = wrong.find((one) => one.about === about);
  return found ? { kind: 'lasts', reason: found.reason } : { kind: 'over' };
}

function toLiteral(ms: number): string {
  return `'${new Date(ms).toISOString()}'`;
}

function say(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
