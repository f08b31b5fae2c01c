import { createTemporalActivities } from '../../src/activities/index.js';
import {
  runVendorWorkers,
  runWorkflowWorker,
  type WorkerParts,
} from '../../src/processes/run-workers.js';

/** Workers that walk workflows and speak to the vendors, as one process starts them. */
export async function runAllWorkers(parts: WorkerParts) {
  const ofWorkflows = await runWorkflowWorker(parts, createTemporalActivities(parts.deps));
  const ofVendors = await runVendorWorkers(parts);
  return {
    /** Activities under way go on; nobody takes up what comes of them. */
    stopWorkflows: () => ofWorkflows.stop(),
    async stop(): Promise<void> {
      await Promise.all([ofWorkflows.stop(), ofVendors.stop()]);
    },
  };
}
