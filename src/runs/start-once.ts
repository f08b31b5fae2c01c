import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { stopPriority } from '../domain/run/stop.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { attributes } from '../workflows/messages.js';
import { orUnavailable } from './deadline.js';

/** A workflow whose id is made of the event that starts it. */
export interface EventWorkflow {
  type: 'stopContact' | 'recordDelivery';
  id: string;
  contactKey: string;
  summary: string;
  input: object;
}

/**
 * Starts what one event of an external sender asks for.
 * @returns false when the same event has started it before, however long ago.
 * @throws {Problem} 503 when Temporal cannot take it; sending the event again is safe.
 */
export function startOnce(
  client: Client,
  { type, id, contactKey, summary, input }: EventWorkflow,
): Promise<boolean> {
  return orUnavailable(client, async () => {
    try {
      await client.workflow.start(type, {
        taskQueue: taskQueues.workflows,
        workflowId: id,
        args: [input],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        workflowIdConflictPolicy: 'FAIL',
        ...(type === 'stopContact' && { priority: stopPriority }),
        staticSummary: summary,
        typedSearchAttributes: [{ key: attributes.contactKey, value: contactKey }],
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  });
}
