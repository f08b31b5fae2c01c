import { activityInfo, CompleteAsyncError } from '@temporalio/activity';
import type { Handover } from '../domain/vendor-lease.js';

/** The right to speak to the vendors, as Temporal grants it to one process. */
export interface Grant {
  /** What it is renewed and given back with. */
  taskToken: Uint8Array;
  /** What its last holder has left, where there was one. */
  left: Handover | undefined;
}

/**
 * Hands the grant to this process and is done: the lease outlives the worker that took it, so that what
 * is under way can be ended under it. `take` throws where this process wants it no more.
 */
export function holdLease(take: (grant: Grant) => void) {
  return async (): Promise<void> => {
    const { taskToken, heartbeatDetails } = activityInfo();
    take({ taskToken, left: heartbeatDetails as Handover | undefined });
    throw new CompleteAsyncError();
  };
}
