import { workflowInfo } from '@temporalio/workflow';
import { startStop } from '../stop/start-stop.js';
import type { Run } from './run.js';

/**
 * Where an event ends other runs of its person, its run starts that stop itself, first of all: so one
 * webhook is one durable start. A run that an operator takes up again has done so before.
 */
export async function supersede({ input }: Run): Promise<void> {
  const { sequence, contact, acceptedAt, occasion, earlier } = input;
  if (!sequence.stop || earlier) return;
  const { workflowId, startTime } = workflowInfo();
  await startStop({
    stop: sequence.stop,
    contactKey: contact.key,
    email: contact.email,
    at: acceptedAt,
    by: sequence.name,
    event: occasion ?? sequence.name,
    spares: workflowId,
    startedBefore: startTime.toISOString(),
  });
}
