import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { MINUTE } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';

/** How long to wait before asking again for what a person has to mend first. */
const permanentRetryMs = 5 * MINUTE;

/**
 * The one place where a vendor's fault becomes Temporal's: it is tried again when the vendor says,
 * slowly when a person has to mend something, and otherwise as the retry policy has it.
 */
function toFailure(fault: VendorFault): ApplicationFailure {
  const { message, kind, retryAfterMs } = fault;
  const delayMs = kind === 'permanent' ? permanentRetryMs : retryAfterMs;
  return ApplicationFailure.create({
    type: kind,
    message,
    cause: fault,
    ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
    ...(kind === 'delay' && { category: ApplicationFailureCategory.BENIGN }),
  });
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
