import { DAY, MINUTE } from './duration.js';
import type { Incident } from './incident.js';

/** From when on the watch over the whole finds something wrong, in ms. */
export interface WatchLimits {
  /** So long after its time an email should have gone. */
  overdue: number;
  /** So long a run that ended by itself is named, unless it is started again. */
  broken: number;
  /** No task should wait for longer in its queue. */
  oldestTask: number;
  /** A worker asks for work at least once a minute, even when there is none. */
  quiet: number;
}

export const watchLimits: WatchLimits = {
  overdue: 10 * MINUTE,
  broken: DAY,
  oldestTask: 5 * MINUTE,
  quiet: 2 * MINUTE,
};

/** What the watch finds wrong. */
export interface Finding extends Incident {
  /** Something else that operators hear of is the cause. */
  isExplained?: boolean;
}

/** How a task queue does at a moment. */
export interface QueueState {
  name: string;
  /** How long ago a worker asked it for work, in ms; infinite where nobody has for minutes. */
  quietMs: number;
  /** How long its oldest task has waited, in ms. */
  oldestMs: number;
  /** How many tasks wait, about. */
  waiting: number;
}

/** What is wrong with a queue. */
export function judgeQueue(queue: QueueState, limits: WatchLimits): Finding[] {
  const { name, quietMs, oldestMs, waiting } = queue;
  const page = `task-queues/${name}`;
  const isDeserted = isWithoutWorker(queue, limits);
  const since = Number.isFinite(quietMs) ? `; the last did ${minutes(quietMs)} ago` : '';
  return [
    ...(isDeserted
      ? [
          {
            about: `watch-worker-${name}`,
            reason: `nobody works on the queue ${name}${since}`,
            page,
          },
        ]
      : []),
    ...(oldestMs > limits.oldestTask
      ? [
          {
            about: `watch-queue-${name}`,
            reason: `the oldest of ${waiting} in the queue ${name} has waited for ${minutes(oldestMs)}`,
            page,
            isExplained: isDeserted,
          },
        ]
      : []),
  ];
}

export function isWithoutWorker({ quietMs }: QueueState, { quiet }: WatchLimits): boolean {
  return quietMs > quiet;
}

export function minutes(ms: number): string {
  const count = Math.round(ms / MINUTE);
  return count === 1 ? '1 minute' : `${count} minutes`;
}
