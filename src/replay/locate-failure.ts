import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { countSinks } from '../processes/counting.js';
import type { History } from '../runs/histories.js';

/** An event of a history, as Temporal Web UI names it. */
export interface HistoryEvent {
  number: number;
  /** Such as `ActivityTaskScheduled`. */
  type: string;
}

/**
 * How many events of a history can be replayed, and one more: Temporal says what differs, but seldom where.
 * A history that is cut short replays as far as it goes, so halving finds the event.
 */
export async function locateFailure(
  code: Pick<ReplayWorkerOptions, 'workflowBundle' | 'dataConverter'>,
  workflowId: string,
  history: History,
): Promise<number> {
  const events = history.events ?? [];
  const isDecided = (event: (typeof events)[number]) =>
    Boolean(event.workflowTaskCompletedEventAttributes);
  // Before that, the code has said nothing.
  const between = { clean: events.findIndex(isDecided), failing: events.length, cut: 0 };
  function* shortened() {
    while (between.failing - between.clean > 1) {
      between.cut = Math.floor((between.clean + between.failing) / 2);
      yield { workflowId, history: { ...history, events: events.slice(0, between.cut) } };
    }
  }
  const options = { ...code, sinks: countSinks(undefined), debugMode: false };
  for await (const { error } of Worker.runReplayHistories(options, shortened())) {
    if (error) between.failing = between.cut;
    else between.clean = between.cut;
  }
  return between.failing;
}

/** The event that is the last of so many. */
export function eventOf({ events }: History, count: number): HistoryEvent {
  const event = events?.[count - 1];
  const attributes = Object.keys(event ?? {}).find((key) => key.endsWith('EventAttributes'));
  const name = attributes?.replace(/EventAttributes$/, '') ?? '';
  return { number: count, type: name.charAt(0).toUpperCase() + name.slice(1) };
}
