import type { DataConverter } from '@temporalio/common';
import {
  type NativeConnection,
  Worker,
  type WorkerDeploymentOptions,
  type WorkerOptions,
} from '@temporalio/worker';
import type { ActivityDeps } from '../activities/deps.js';
import { createNotionActivities, createResendActivities } from '../activities/index.js';
import { taskQueues } from '../domain/run/task-queues.js';
import type { WorkerMetrics } from '../metrics/worker-metrics.js';
import { type ActivityInterceptors, countActivities, countSinks } from './counting.js';
import { notionSlots, resendSlots } from './slots.js';

export interface RunningWorkers {
  /** Whether all of them take tasks now: not while they drain, nor when one has failed. */
  areRunning(): boolean;
  /** Resolves when all have stopped; rejects when one of them dies. */
  done: Promise<void>;
  /** Lets requests under way finish, then stops. */
  stop(): Promise<void>;
}

type Bundle = NonNullable<WorkerOptions['workflowBundle']>;

/** How long after a signal the worker gives up on requests under way; a supervisor must wait longer. */
export const shutdownForceTime = '40 seconds';

/** What the workers of one process are made of. */
export interface WorkerParts {
  connection: NativeConnection;
  namespace: string;
  bundle: Bundle;
  dataConverter: DataConverter;
  deps: ActivityDeps;
  resendRequestsPerSecond: number;
  /** Which of several versions this is. Default: there are none. */
  version?: WorkerDeploymentOptions['version'] | undefined;
  /** Changes of the workflow that no run takes up here; one that has goes on with it. Default: none. */
  inactivePatches?: readonly string[];
  /** Who counts what they do. Default: nobody. */
  metrics?: WorkerMetrics | undefined;
  /** Who traces them. Default: nobody. */
  traced?: ActivityInterceptors | undefined;
  overrides?: Partial<WorkerOptions>;
}

/** Starts those two that speak to the vendors. */
export async function runVendorWorkers(parts: WorkerParts): Promise<RunningWorkers> {
  return run(await createVendorWorkers(parts));
}

/** Starts the one that walks the workflows. */
export async function runWorkflowWorker(
  parts: WorkerParts,
  activities: object,
): Promise<RunningWorkers> {
  return run([await createWorkflowWorker(parts, activities)]);
}

function shared({
  connection,
  namespace,
  dataConverter,
  metrics,
  traced = [],
  overrides,
}: WorkerParts): Partial<WorkerOptions> {
  return {
    connection,
    namespace,
    dataConverter,
    // Unset, a SIGTERM would cancel a request to Resend under way.
    shutdownGraceTime: '30 seconds',
    shutdownForceTime,
    // A heartbeat is how a create that may have happened is remembered: it leaves at once.
    maxHeartbeatThrottleInterval: '100ms',
    defaultHeartbeatThrottleInterval: '100ms',
    interceptors: { activity: [...traced, ...countActivities(metrics)] },
    ...overrides,
  };
}

function createWorkflowWorker(parts: WorkerParts, activities: object): Promise<Worker> {
  const { bundle, inactivePatches = [], overrides } = parts;
  return Worker.create({
    ...shared(parts),
    taskQueue: taskQueues.workflows,
    workflowBundle: bundle,
    activities,
    sinks: countSinks(parts.metrics),
    maxCachedWorkflows: overrides?.maxCachedWorkflows ?? 500,
    // Half of those who ask for tasks ask for runs that are in no cache: whoever comes new does not wait until all
    // that fell due at once are walked.
    nonStickyToStickyPollRatio: 0.5,
    workflowThreadPoolSize: 1,
    // One thread walks them all: more at once only lets whoever comes meanwhile wait.
    maxConcurrentWorkflowTaskExecutions: 8,
    stickyQueueScheduleToStartTimeout: '1s',
    patchActivationCallback: ({ patchId }) => !inactivePatches.includes(patchId),
    ...(parts.version && { workerDeploymentOptions: asVersion(parts.version) }),
  });
}

/**
 * Every run moves to the current version at its next step, whatever its workflow type: docs/releases.md has the
 * table, and why. It is said here and not in the workflow code: there, a worker without a version would have each
 * task refused. Vendors' queues have no versions, as one process at a time speaks to them, of whichever it is.
 */
function asVersion(version: WorkerDeploymentOptions['version']): WorkerDeploymentOptions {
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}

function createVendorWorkers(parts: WorkerParts): Promise<Worker[]> {
  const { deps, resendRequestsPerSecond } = parts;
  return Promise.all([
    Worker.create({
      ...shared(parts),
      taskQueue: taskQueues.notion,
      activities: createNotionActivities(deps),
      maxConcurrentActivityTaskExecutions: notionSlots,
    }),
    Worker.create({
      ...shared(parts),
      taskQueue: taskQueues.resend,
      activities: createResendActivities(deps),
      maxConcurrentActivityTaskExecutions: resendSlots(resendRequestsPerSecond),
    }),
  ]);
}

function run(workers: Worker[]): RunningWorkers {
  const done = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  return {
    areRunning: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    done,
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}
