import { randomUUID } from 'node:crypto';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import { taskQueues } from '../domain/run/task-queues.js';
import type { TestOutcome, TestSend } from '../domain/test-send.js';
import { isAway, within } from './deadline.js';
import type { RunsDeps } from './deps.js';

/** A worker waits for its turn at both vendors. */
const deadlineMs = 45 * SECOND;

/**
 * Has a worker send a test, and tells what became of it; `id` is its key at Resend.
 * @throws {TemporalAway} when nobody has done it in time; it is given up two minutes after it was asked for.
 */
export async function sendTest(
  { client }: RunsDeps,
  asked: TestSend,
): Promise<TestOutcome & { id: string }> {
  const workflowId = `test-send/${randomUUID()}`;
  const options = {
    workflowId,
    taskQueue: taskQueues.workflows,
    workflowExecutionTimeout: '2 minutes',
    args: [asked],
  } as const;
  try {
    const outcome = await within<TestOutcome>(client, deadlineMs, () =>
      client.workflow.execute('sendTest', options),
    );
    return { ...outcome, id: workflowId };
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    throw new TemporalAway(
      `No worker has sent the test yet. It may still go within two minutes, as ${workflowId}.`,
      { retryAfterMs: 120 * SECOND, cause },
    );
  }
}
