import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import { type StopRequest, stopId } from '../domain/stop.js';
import { attributes } from './messages.js';
import type { Run } from './run.js';
import { stopContact } from './stop-contact.js';

/**
 * Where an event ends other runs of its person, its run starts that stop itself, first of all: so one
 * webhook is one durable start. A run that an operator takes up again has done so before.
 */
export async function supersede({ input }: Run): Promise<void> {
  const { sequence, contact, acceptedAt, occasion, earlier } = input;
  if (!sequence.stop || earlier) return;
  const { workflowId, startTime } = workflowInfo();
  const request: StopRequest = {
    stop: sequence.stop,
    contactKey: contact.key,
    email: contact.email,
    at: acceptedAt,
    by: sequence.name,
    event: occasion ?? sequence.name,
    spares: workflowId,
    startedBefore: startTime.toISOString(),
  };
  try {
    await startChild(stopContact, {
      workflowId: stopId(request),
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `stop: ${sequence.stop}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: contact.key }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error; // under way already
  }
}
