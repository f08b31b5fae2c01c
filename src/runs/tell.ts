import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  ApplicationFailure,
  type SignalDefinition,
  type UpdateDefinition,
} from '@temporalio/common';
import { SECOND } from '../domain/duration.js';
import { Malformed, Refused, TemporalAway } from '../domain/errors.js';
import { isAway, within } from './deadline.js';

/** A worker has to answer; operators wait longer than websites. */
const answerDeadlineMs = 8 * SECOND;

/** Signals an open workflow; false when none is open under this id. */
export async function tell<A>(
  client: Client,
  workflowId: string,
  signal: SignalDefinition<[A]>,
  message: A,
): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal<[A]>(signal, message);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Asks an open workflow for something; undefined when none is open under this id.
 * @throws {Refused} with the reason when it makes no sense now.
 * @throws {Malformed} when it never does.
 * @throws {TemporalAway} when no worker answers; it may still apply.
 */
export async function ask<R, A>(
  client: Client,
  workflowId: string,
  update: UpdateDefinition<R, [A]>,
  asked: A,
  /** What to do where no worker answers. */
  then = 'look before asking again',
): Promise<{ answer: R } | undefined> {
  try {
    const answer = await within(client, answerDeadlineMs, () =>
      client.workflow.getHandle(workflowId).executeUpdate<R, [A]>(update, { args: [asked] }),
    );
    return { answer };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw toOurs(error, then);
  }
}

/** What came of an update, in our own terms. */
function toOurs(error: unknown, then: string): unknown {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { message, type, details } = error.cause;
    if (type === 'Refused') return new Refused(message);
    const [field = ''] = (details ?? []) as string[];
    if (type === 'Malformed') return new Malformed(message, field);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isAway(error)) {
    const what = `No worker has answered yet. It may still apply: ${then}.`;
    return new TemporalAway(what, { retryAfterMs: 10 * SECOND, cause: error });
  }
  return error;
}
