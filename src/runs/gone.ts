import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

/** `NOT_FOUND` of gRPC. */
const notFound = 5;

/**
 * Whether Temporal knows nothing of what was asked for: it was never there, or was deleted since it was found.
 * The client has a class of its own for that, and for histories and all that it passes on as they are it has none.
 */
export function isGone(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(cause) || cause.code !== notFound) return false;
  return !/^namespace/i.test(cause.details); // then nothing at all is found, which is another matter
}

/** Undefined for what is not there. */
export async function orGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
