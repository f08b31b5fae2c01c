import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { MINUTE } from '../domain/duration.js';
import { Refused } from '../domain/errors.js';
import type { Segment } from '../domain/event/segment.js';
import { workflowTypeOf } from '../domain/plan/sequence.js';
import type { Control, ResumeMode } from '../domain/run/control.js';
import { pauseMany, resumeMany, stop } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { listExecutions } from './executions.js';
import { orGone } from './gone.js';
import { type ListedRun, type RunsPage, readPageToken, toListed, toPageCursor } from './list.js';
import type { SignalRuns } from './signal-runs.js';
import { isOneOf, isOpen, isOver, isRun } from './visibility-query.js';

/** Several runs at once: they are found by a query, so that it does not matter how many they are. */

/** A paused run shows no time of its next email. */
const isPaused = 'NextSendAt IS NULL';
const isGoing = 'NextSendAt IS NOT NULL';

const states = {
  any: undefined,
  going: isGoing,
  paused: isPaused,
  attention: 'NeedsAttention = true',
};

export type RunState = keyof typeof states;
export const runStates = Object.keys(states) as RunState[];

/** Which open runs are meant; what is missing leaves none out. */
export interface RunFilter {
  sequence?: string | undefined;
  segment?: Segment | undefined;
  state?: RunState | undefined;
}

/** Runs by their ids, or all that a filter finds. */
export type Chosen = { ids: readonly string[] } | { filter: RunFilter };

/** What can be done to many runs, whom that leaves out, and why. */
const controls = {
  pause: { of: isGoing, leavesOut: isPaused, why: 'paused already' },
  resume: { of: isPaused, leavesOut: isGoing, why: 'not paused' },
  stop: { of: undefined, leavesOut: undefined, why: '' },
};

export type SelectionControl = keyof typeof controls;
export const selectionControls = Object.keys(controls) as SelectionControl[];

export function isSelectionControl(name: string): name is SelectionControl {
  return Object.hasOwn(controls, name);
}

export interface Selected {
  control: SelectionControl;
  chosen: Chosen;
  /** ISO instant at which they were chosen: runs that began later are not meant. */
  at: string;
}

export interface SteeredSelection extends Selected, Control {
  /** Made once for each choice, so that it is carried out once. */
  id: string;
  /** For `resume`. */
  mode: ResumeMode;
}

export interface SelectionPreview {
  count: number;
  leftOut: { why: string; count: number }[];
  /** A few of those that are meant. */
  some: ListedRun[];
}

/** How far the server is. */
export interface SelectionState {
  control: string;
  isDone: boolean;
  total: number;
  done: number;
  failed: number;
  /** ISO instant. */
  startedAt: string;
}

const pageSize = 50;
const someCount = 10;

/**
 * Open runs that a filter finds, the newest first.
 * @throws {Malformed} for an `after` that no page has given.
 * @throws {TemporalAway}
 */
export function listFiltered(
  { client }: RunsDeps,
  filter: RunFilter,
  after?: string,
): Promise<RunsPage> {
  const query = all(isRun, isOpen, ...conditionsOf(filter));
  return orAway(
    client,
    async () => {
      const [{ count }, page] = await Promise.all([
        client.workflow.count(query),
        listExecutions(client, query, pageSize, readPageToken(after)),
      ]);
      const { found, token } = page;
      return {
        runs: found.map(toListed),
        total: count,
        ...(token && { next: toPageCursor(token) }),
      };
    },
    MINUTE,
  );
}

/**
 * What a control would do, counted: neither a run nor a worker is asked.
 * @throws {TemporalAway}
 */
export function previewSelection({ client }: RunsDeps, asked: Selected): Promise<SelectionPreview> {
  const { leavesOut, why } = controls[asked.control];
  const chosen = all(isRun, ...conditionsOf(asked.chosen), isFrom(asked));
  const count = async (...conditions: string[]) =>
    (await client.workflow.count(all(...conditions))).count;
  return orAway(
    client,
    async () => {
      const [meant, unfit, ended, page] = await Promise.all([
        count(queryOf(asked)),
        leavesOut ? count(chosen, isOpen, leavesOut) : 0,
        'ids' in asked.chosen ? count(chosen, isOver) : 0,
        listExecutions(client, queryOf(asked), someCount),
      ]);
      const leftOut = [
        { why, count: unfit },
        { why: 'ended already', count: ended },
      ];
      return {
        count: meant,
        leftOut: leftOut.filter((one) => one.count > 0),
        some: page.found.map(toListed),
      };
    },
    MINUTE,
  );
}

/**
 * Has the server signal every run that is meant: it goes on whatever becomes of us, and each run keeps who
 * and why. Safe to repeat.
 * @throws {Refused} while the server carries out another: it takes one at a time.
 * @throws {TemporalAway}
 */
export async function steerSelection(
  deps: RunsDeps,
  signal: SignalRuns,
  asked: SteeredSelection,
): Promise<void> {
  const { id, control, by, reason, mode, at } = asked;
  const common = { query: queryOf(asked), jobId: jobOf(id) };
  const who = { by, ...(reason && { reason }) };
  const begin: Record<SelectionControl, () => Promise<boolean>> = {
    pause: () => signal({ ...common, signal: pauseMany, message: { ...who, selection: id } }),
    resume: () =>
      signal({ ...common, signal: resumeMany, message: { ...who, mode, selection: id } }),
    stop: () => signal({ ...common, signal: stop, message: { ...who, cause: 'operator', at } }),
  };
  await orAway(deps.client, begin[control]);
  if (await readSelection(deps, id)) return;
  throw new Refused('Temporal carries out another one at this moment; do it again in a minute');
}

/** @throws {TemporalAway} */
export async function readSelection(
  { client }: RunsDeps,
  id: string,
): Promise<SelectionState | undefined> {
  const { namespace } = client.options;
  return orAway(client, async () => {
    const job = await orGone(() =>
      client.workflowService.describeBatchOperation({ namespace, jobId: jobOf(id) }),
    );
    if (!job) return undefined;
    return {
      control: job.reason,
      isDone: job.state !== running,
      total: Number(job.totalOperationCount),
      done: Number(job.completeOperationCount),
      failed: Number(job.failureOperationCount),
      startedAt: new Date(optionalTsToMs(job.startTime) ?? 0).toISOString(),
    };
  });
}

/** `BATCH_OPERATION_STATE_RUNNING` of Temporal's API. */
const running = 1;

function jobOf(id: string): string {
  return `selection/${id}`;
}

/** The open runs that are meant and that the control makes sense for. */
function queryOf(asked: Selected): string {
  const { of } = controls[asked.control];
  return all(isRun, isOpen, ...conditionsOf(asked.chosen), isFrom(asked), of);
}

function isFrom({ at }: Pick<Selected, 'at'>): string {
  return `StartTime <= '${at}'`;
}

function conditionsOf(chosen: Chosen | RunFilter): string[] {
  if ('ids' in chosen) return [isOneOf(chosen.ids)];
  const { sequence, segment, state = 'any' } = 'filter' in chosen ? chosen.filter : chosen;
  return [
    ...(sequence ? [`WorkflowType = '${workflowTypeOf(sequence)}'`] : []),
    ...(segment ? [`Segment = '${segment}'`] : []),
    ...(states[state] ? [states[state]] : []),
  ];
}

function all(...conditions: (string | undefined)[]): string {
  return conditions.filter(Boolean).join(' AND ');
}
