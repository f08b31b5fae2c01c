import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createLeaseActivities, createTemporalActivities } from '../activities/index.js';
import {
  type RunningWorkers,
  runVendorWorkers,
  runWorkflowWorker,
  type WorkerParts,
} from './run-workers.js';
import { VendorLease } from './vendor-lease.js';

/**
 * Starts the workers of one process among several: the one that walks the workflows, and those that speak
 * to the vendors while this process holds the lease. It is running also while it waits for that.
 */
export async function runLeasedWorkers(
  parts: WorkerParts,
  { client, log }: { client: Client; log: Logger },
): Promise<RunningWorkers> {
  const { deps } = parts;
  const lease = new VendorLease({ client, log, deps, begin: () => runVendorWorkers(parts) });
  const workflows = await runWorkflowWorker(parts, {
    ...createTemporalActivities(deps),
    ...createLeaseActivities((grant) => lease.take(grant)),
  });
  lease.offer();
  const ended = workflows.done.then(() => lease.end());
  return {
    areRunning: () => workflows.areRunning(),
    done: Promise.race([ended, lease.failure]),
    async stop() {
      await Promise.all([workflows.stop(), lease.end()]);
    },
  };
}
