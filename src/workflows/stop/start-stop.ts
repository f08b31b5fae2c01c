import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import { priorities } from '../../domain/run/priorities.js';
import { isLasting, type StopRequest, stopId } from '../../domain/run/stop.js';
import { attributes, stopAgain } from '../messages.js';
import { stopContact } from './stop-contact.js';

/** One that is taken back at this very moment has ended by the next look. */
const mostLooks = 3;

/**
 * Starts the stop of a person's mail, which outlives whoever started it. One under way is enough; one
 * that lasts is told again.
 */
export async function startStop(request: StopRequest): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    if (await startAnew(request)) return;
    if (!isLasting(request) || (await tellAgain(request))) return;
  }
}

async function startAnew(request: StopRequest): Promise<boolean> {
  try {
    await startChild(stopContact, {
      workflowId: stopId(request),
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.ABANDON,
      priority: priorities.stop,
      staticSummary: `stop: ${request.stop}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: request.contactKey }],
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function tellAgain(request: StopRequest): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(stopId(request)).signal(stopAgain, request);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
}
