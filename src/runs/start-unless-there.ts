import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { taskQueues } from '../domain/run/task-queues.js';

/** How workflows are started here: all on one queue. */
export type StartOptions = Omit<WorkflowStartOptions, 'taskQueue'>;

/** Starts a workflow; false when one of this id is there that its policies do not let it replace. */
export async function startUnlessThere(
  client: Client,
  workflowType: string,
  options: StartOptions,
): Promise<boolean> {
  try {
    await client.workflow.start(workflowType, { ...options, taskQueue: taskQueues.workflows });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** An id that is made of the event that starts the workflow: never again, but where it failed. */
export const oncePerEvent = {
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  workflowIdConflictPolicy: 'FAIL',
} as const satisfies Partial<StartOptions>;

/** One that is under way is enough; after it, it may be asked for again. */
export const oneAtATime = {
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'USE_EXISTING',
} as const satisfies Partial<StartOptions>;
