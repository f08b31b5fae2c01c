import { proxyActivities } from '@temporalio/workflow';
import type { LeaseActivities } from '../activities/index.js';
import { leaseLastsMs } from '../domain/vendor-lease.js';
import { temporalOptions } from './activities.js';

const options = {
  ...temporalOptions,
  startToCloseTimeout: '365 days',
  heartbeatTimeout: leaseLastsMs,
  // Given back or lost, it goes to whoever asks next. An attempt is no event of history: that stays short.
  retry: { initialInterval: '100 milliseconds', backoffCoefficient: 1 },
  priority: { priorityKey: 1 },
  summary: 'its holder speaks to the vendors',
} as const;

const { holdLease } = proxyActivities<LeaseActivities>(options);

/** Lends the right to speak to the vendors to one process after the other, for ever. */
export async function vendorLease(): Promise<void> {
  await holdLease();
}
