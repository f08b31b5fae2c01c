import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { type StopRequest, stopId, stopPriority } from '../../domain/run/stop.js';
import { attributes } from '../messages.js';
import { stopContact } from './stop-contact.js';

/** Starts the stop of a person's mail, which outlives whoever started it; one under way is enough. */
export async function startStop(request: StopRequest): Promise<void> {
  try {
    await startChild(stopContact, {
      workflowId: stopId(request),
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.ABANDON,
      priority: stopPriority,
      staticSummary: `stop: ${request.stop}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: request.contactKey }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
