import { availableParallelism } from 'node:os';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { countSinks } from '../processes/counting.js';
import type { Histories, History, Recorded } from '../runs/histories.js';
import { describeChange } from './describe-change.js';
import { eventOf, type HistoryEvent, locateFailure } from './locate-failure.js';

/** What histories are replayed on, and how it reads them. */
type ReplayedOn = Pick<ReplayWorkerOptions, 'workflowBundle' | 'dataConverter'>;

/** A run that the code cannot go on with. */
export interface ReplayFailure {
  workflowId: string;
  runId?: string;
  workflowType: string;
  /** The first event that the code does not come to. */
  event: HistoryEvent;
  /** What the code does there instead, as a sentence. */
  change: string;
}

/** What became of all histories. */
export interface Replayed {
  replayed: number;
  /** Found, but gone before they were read. */
  gone: number;
  failed: ReplayFailure[];
}

/** Told after each history. */
export type OnReplayed = (soFar: { done: number; of: number }) => void;

/** Each has a thread of its own, and waits for one history while others are replayed. */
const mostLanes = 8;

/** Replays histories on a bundle of workflow code, a few at a time; none stays in memory. */
export async function replayHistories(
  code: ReplayedOn,
  { count, each }: Histories,
  onReplayed: OnReplayed = () => {},
): Promise<Replayed> {
  const so: Replayed = { replayed: 0, gone: 0, failed: [] };
  const tell = () => onReplayed({ done: so.replayed + so.gone, of: count });
  const source = new Source(each);
  const lanes = Math.min(2 * availableParallelism(), mostLanes, Math.max(count, 1));
  const all = new Lanes(lanes);
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, (_, lane) => {
      const begun = async () => {
        all.begin(lane);
        await all.haveBegun;
      };
      return replayLane(code, source, so, { begun, tell }).finally(() => all.begin(lane));
    }),
  );
  const broken = ended.find((lane) => lane.status === 'rejected');
  if (source.fault !== undefined) throw source.fault;
  if (broken) throw broken.reason;
  return so;
}

/** Where all lanes take one after the other; when something is wrong with it, they all end in good order. */
class Source {
  fault: unknown;
  private readonly each: AsyncIterator<Recorded>;

  constructor(each: AsyncIterable<Recorded>) {
    this.each = each[Symbol.asyncIterator]();
  }

  /** Undefined when there is no more. */
  async next(): Promise<{ recorded: Recorded; history: History | undefined } | undefined> {
    try {
      const next = this.fault === undefined ? await this.each.next() : undefined;
      if (!next || next.done) return undefined;
      return { recorded: next.value, history: await next.value.read() };
    } catch (error) {
      this.fault ??= error;
      return undefined;
    }
  }
}

/** Temporal's runtime ends with the last of its workers: so no lane ends before all of them have begun, or failed to. */
class Lanes {
  readonly haveBegun: Promise<void>;
  private readonly missing: Set<number>;
  private resolve: () => void = () => {};

  constructor(count: number) {
    this.missing = new Set(Array.from({ length: count }, (_, lane) => lane));
    this.haveBegun = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  begin(lane: number): void {
    this.missing.delete(lane);
    if (this.missing.size === 0) this.resolve();
  }
}

async function replayLane(
  code: ReplayedOn,
  source: Source,
  so: Replayed,
  { begun, tell }: { begun: () => Promise<void>; tell: () => void },
): Promise<void> {
  let now: { recorded: Recorded; history: History } | undefined;
  async function* pushed() {
    await begun();
    for (let next = await source.next(); next; next = await source.next()) {
      const { recorded, history } = next;
      if (history && hasTask(history)) {
        now = { recorded, history };
        yield { workflowId: recorded.workflowId, history };
      } else {
        so[history ? 'replayed' : 'gone'] += 1;
        tell();
      }
    }
  }
  // In a thread of its own, and ended where it does not come to an end: as a worker runs it.
  const options = { ...code, sinks: countSinks(undefined), debugMode: false };
  for await (const { error } of Worker.runReplayHistories(options, pushed())) {
    if (error && now) so.failed.push(await toFailure(code, now, error));
    so.replayed += 1;
    tell();
  }
}

/** Whether a worker was asked to do anything yet: Temporal waits for ever for the result of one that was not. */
function hasTask({ events }: History): boolean {
  return (events ?? []).some((event) => event.workflowTaskScheduledEventAttributes);
}

async function toFailure(
  code: ReplayedOn,
  { recorded, history }: { recorded: Recorded; history: History },
  error: Error,
): Promise<ReplayFailure> {
  const { workflowId, runId } = recorded;
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  return {
    workflowId,
    ...(runId && { runId }),
    workflowType: started?.workflowType?.name ?? '',
    event: eventOf(history, await locateFailure(code, workflowId, history)),
    change: describeChange(error.message),
  };
}
