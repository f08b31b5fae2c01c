import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { taskQueues } from '../domain/run/task-queues.js';
import type { QueueState } from '../domain/watch.js';
import type { RunsDeps } from './deps.js';

/** `TASK_QUEUE_TYPE_WORKFLOW` and `TASK_QUEUE_TYPE_ACTIVITY` in Temporal's API: a queue is one of each. */
const workflowTasks = 1;
const activityTasks = 2;

/** Vendors' queues hold activities alone. */
const kinds = {
  [taskQueues.workflows]: [workflowTasks, activityTasks],
  [taskQueues.notion]: [activityTasks],
  [taskQueues.resend]: [activityTasks],
};

/** How each task queue does now, as the server knows it a few seconds late. */
export async function readQueues(deps: RunsDeps): Promise<QueueState[]> {
  const nowMs = (await deps.now()).getTime();
  return Promise.all(
    Object.entries(kinds).map(async ([name, types]) => {
      const parts = await Promise.all(types.map((type) => describePart(deps, name, type, nowMs)));
      return {
        name,
        // One worker takes both kinds, so the kind that was asked for last speaks for it.
        quietMs: Math.min(...parts.map(({ quietMs }) => quietMs)),
        oldestMs: Math.max(...parts.map(({ oldestMs }) => oldestMs)),
        waiting: parts.reduce((sum, { waiting }) => sum + waiting, 0),
      };
    }),
  );
}

async function describePart(
  { client }: RunsDeps,
  name: string,
  taskQueueType: number,
  nowMs: number,
): Promise<Omit<QueueState, 'name'>> {
  const { pollers, stats } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType,
    reportStats: true,
  });
  // A worker that has died is listed for minutes more: what counts is when it last asked.
  const askedMs = (pollers ?? []).map(({ lastAccessTime }) => optionalTsToMs(lastAccessTime) ?? 0);
  return {
    quietMs: nowMs - Math.max(Number.NEGATIVE_INFINITY, ...askedMs),
    oldestMs: optionalTsToMs(stats?.approximateBacklogAge) ?? 0,
    waiting: Number(stats?.approximateBacklogCount ?? 0),
  };
}
