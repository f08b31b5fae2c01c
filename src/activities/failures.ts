import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { VendorFault } from '../domain/errors.js';
import { lastingFailure, type Refusal } from '../domain/incident.js';
import type { FailureDetails } from '../domain/run/enrolment.js';
import { knownReading } from './create-once.js';

/**
 * The one place where a vendor's fault becomes Temporal's: it is tried again when the vendor says, and
 * otherwise as the retry policy has it. What lasts until a person has mended it is not tried again: how
 * to wait for that is the workflow's decision.
 */
function toFailure(fault: VendorFault): ApplicationFailure {
  const { message, kind, retryAfterMs, about = null } = fault;
  const reading = knownReading();
  const details: FailureDetails = reading ? [about, reading] : [about];
  return ApplicationFailure.create({
    type: kind === 'permanent' ? lastingFailure : kind,
    message,
    cause: fault,
    nonRetryable: kind === 'permanent',
    ...((about || reading) && { details }),
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
    ...(kind === 'delay' && { category: ApplicationFailureCategory.BENIGN }),
  });
}

/** What a vendor's fault means to people, where it lasts until one of them mends it. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof VendorFault) || error.kind !== 'permanent') return undefined;
  const { message: reason, about } = error;
  return { reason, isLasting: true, ...(about && { about }) };
}

/** The activity with its vendor faults told in Temporal's terms. */
export function withFailures<A extends unknown[], R>(activity: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    try {
      return await activity(...args);
    } catch (error) {
      throw error instanceof VendorFault ? toFailure(error) : error;
    }
  };
}
