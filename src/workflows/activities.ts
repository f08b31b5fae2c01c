import { proxyActivities } from '@temporalio/workflow';
import type {
  NotionActivities,
  ResendActivities,
  TemporalActivities,
} from '../activities/index.js';
import { priorities } from '../domain/run/priorities.js';
import { taskQueues } from '../domain/run/task-queues.js';

// Unset, a stop during a send would close the run at once and lose the answer.
const cancellationType = 'WAIT_CANCELLATION_COMPLETED';

/** Notion is asked again for some minutes; how to wait for it longer is the workflow's decision. */
export const notionOptions = {
  taskQueue: taskQueues.notion,
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '20 seconds',
  retry: {
    initialInterval: '2 seconds',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 8,
  },
  cancellationType,
} as const;

/** It asks Notion, but stands where it is sent from: what is prepared would only wait there. */
export const prepareOptions = {
  ...notionOptions,
  taskQueue: taskQueues.resend,
  startToCloseTimeout: '1 minute',
  priority: priorities.prepare,
} as const;

/** What only keeps Notion in step. */
export const recordOptions = { ...notionOptions, priority: priorities.record } as const;

/** One attempt per activity: what to do after it is the workflow's decision. */
export const resendOptions = {
  taskQueue: taskQueues.resend,
  startToCloseTimeout: '35 seconds',
  // Whoever took it has died: then the next attempt asks for the same, under the same key.
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
  priority: priorities.send,
  cancellationType,
} as const;

/** What is done in Temporal itself, or told to operators. */
export const temporalOptions = {
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  cancellationType,
} as const;

export const notion = proxyActivities<NotionActivities>(notionOptions);
export const resend = proxyActivities<ResendActivities>(resendOptions);
export const temporal = proxyActivities<TemporalActivities>(temporalOptions);
