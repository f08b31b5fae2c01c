import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';

/** The sender of a webhook is answered within 3 s. */
const deadlineMs = 2.7 * SECOND;

/** @throws {TemporalAway} when Temporal does not do it in time; asking again is safe. */
export async function orAway<T>(
  client: Client,
  work: () => Promise<T>,
  ms = deadlineMs,
): Promise<T> {
  try {
    return await within(client, ms, work);
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    throw new TemporalAway('Temporal cannot take this now. Posting it again is safe.', {
      retryAfterMs: 5 * SECOND,
      cause,
    });
  }
}

class OutOfTime extends Error {
  override name = 'OutOfTime';
}

/** Work that asks Temporal: its client's own retries may run past its deadline; ours holds. */
export function within<T>(client: Client, ms: number, work: () => Promise<T>): Promise<T> {
  return inTime(ms, () => client.connection.withDeadline(Date.now() + ms, work));
}

/** Waits no longer than this; the work itself may go on. */
export async function inTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(), outOfTime]);
  } finally {
    clearTimeout(timer);
  }
}

export function isAway(error: unknown): boolean {
  return error instanceof OutOfTime || error instanceof ServiceError || isGrpcServiceError(error);
}
