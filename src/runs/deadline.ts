import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { Problem } from '../api/http/problem.js';
import { SECOND } from '../domain/duration.js';

/** The sender of a webhook is answered within 3 s. */
const deadlineMs = 2.7 * SECOND;

/** @throws {Problem} 503 when Temporal does not do it in time. */
export async function orUnavailable<T>(
  client: Client,
  work: () => Promise<T>,
  ms = deadlineMs,
): Promise<T> {
  try {
    return await within(client, ms, work);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new Problem(503, 'Temporal cannot take this now. Posting it again is safe.', {
      headers: { 'Retry-After': '5' },
      cause: error,
    });
  }
}

class OutOfTime extends Error {
  override name = 'OutOfTime';
}

/** The client's own retries may run past its deadline; ours holds. */
export async function within<T>(client: Client, ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime(`no answer within ${ms} ms`)), ms);
  });
  try {
    const answer = client.connection.withDeadline(Date.now() + ms, work);
    return await Promise.race([answer, outOfTime]);
  } finally {
    clearTimeout(timer);
  }
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof OutOfTime || error instanceof ServiceError || isGrpcServiceError(error);
}
