import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion as WorkerVersion } from '@temporalio/common';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { taskQueues } from '../domain/run/task-queues.js';
import type { QueueState } from '../domain/watch.js';
import type { RunsDeps } from './deps.js';

/** `TASK_QUEUE_TYPE_WORKFLOW` and `TASK_QUEUE_TYPE_ACTIVITY` in Temporal's API: a queue is one of each. */
const workflowTasks = 1;
const activityTasks = 2;
/** `WORKER_VERSIONING_MODE_VERSIONED` there. */
const versioned = 2;

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
  deps: RunsDeps,
  name: string,
  taskQueueType: number,
  nowMs: number,
): Promise<Omit<QueueState, 'name'>> {
  const { pollers, routing, stats } = await describeQueue(deps.client, name, taskQueueType);
  // Whoever is of another version than the current one asks for tasks and gets none.
  const served = pollers.filter(({ version }) => isRoutedTo(routing, version));
  return {
    quietMs: nowMs - Math.max(Number.NEGATIVE_INFINITY, ...served.map(({ askedMs }) => askedMs)),
    oldestMs: optionalTsToMs(stats?.approximateBacklogAge) ?? 0,
    waiting: Number(stats?.approximateBacklogCount ?? 0),
  };
}

/** Whoever asks a queue for tasks. One that has died is listed for minutes more: what counts is when it last asked. */
interface Poller {
  askedMs: number;
  /** Undefined: it has none. */
  version: WorkerVersion | undefined;
}

/** To whom a queue's tasks go. */
interface Routing {
  /** Undefined: to workers without a version. */
  current: WorkerVersion | undefined;
  /** Gets a part of them, where somebody has told the server so. */
  ramping: WorkerVersion | undefined;
}

async function describeQueue(client: Client, name: string, taskQueueType: number) {
  const { pollers, stats, versioningInfo } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType,
    reportStats: true,
  });
  const routing: Routing = {
    current: toVersion(versioningInfo?.currentDeploymentVersion),
    ramping: toVersion(versioningInfo?.rampingDeploymentVersion),
  };
  return {
    pollers: (pollers ?? []).map(({ lastAccessTime, deploymentOptions }): Poller => {
      const isVersioned = deploymentOptions?.workerVersioningMode === versioned;
      return {
        askedMs: optionalTsToMs(lastAccessTime) ?? 0,
        version: isVersioned ? toVersion(deploymentOptions) : undefined,
      };
    }),
    routing,
    stats,
  };
}

/** Who asks for workflow tasks, and to whom they go. */
export function describeWorkflowQueue(
  client: Client,
): Promise<{ pollers: Poller[]; routing: Routing }> {
  return describeQueue(client, taskQueues.workflows, workflowTasks);
}

function isRoutedTo({ current, ramping }: Routing, version: WorkerVersion | undefined): boolean {
  return (
    isSameVersion(current, version) || (ramping !== undefined && isSameVersion(ramping, version))
  );
}

export function isSameVersion(
  one: WorkerVersion | undefined,
  other: WorkerVersion | undefined,
): boolean {
  return one?.deploymentName === other?.deploymentName && one?.buildId === other?.buildId;
}

/** As Temporal tells it. */
function toVersion(
  told: { deploymentName?: string | null; buildId?: string | null } | null | undefined,
): WorkerVersion | undefined {
  const { deploymentName, buildId } = told ?? {};
  return deploymentName && buildId ? { deploymentName, buildId } : undefined;
}
