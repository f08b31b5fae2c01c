import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { SECOND } from '../domain/duration.js';
import { type Answered, answerWithinMs, type Question } from '../domain/question.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { isAway, within } from './deadline.js';
import { leaseRenewedAt } from './vendor-lease.js';

/**
 * Asks the worker that speaks to the vendors. `busy` is one that is there, but has not come to it in
 * time; with `nobody` there, whoever asks may ask Notion itself.
 */
export async function askWorker(
  client: Client,
  question: Question,
): Promise<Answered | 'busy' | 'nobody'> {
  const before = await leaseRenewedAt(client);
  if (before === undefined) return 'nobody';
  const answered = await ask(client, question);
  if (answered) return answered;
  // Of one that died a moment ago, Temporal does not know it yet; but it renews nothing any more.
  const after = await leaseRenewedAt(client);
  return after === undefined || after === before ? 'nobody' : 'busy';
}

async function ask(client: Client, question: Question): Promise<Answered | undefined> {
  const workflowId = `question/${randomUUID()}`;
  const options = { workflowId, taskQueue: taskQueues.workflows, args: [question] };
  try {
    return await within<Answered | undefined>(client, answerWithinMs(question), () =>
      client.workflow.execute('answerQuestion', options),
    );
  } catch (error) {
    if (isAway(error)) return undefined;
    throw error;
  } finally {
    await forget(client, workflowId);
  }
}

/** It holds an address, and perhaps a name, that nobody needs any more; it is gone some minutes later. Best effort. */
async function forget(client: Client, workflowId: string): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId };
  try {
    await within(client, SECOND, () =>
      client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution }),
    );
  } catch (error) {
    if (!isAway(error)) throw error;
  }
}
