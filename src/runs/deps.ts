import type { Client } from '@temporalio/client';
import type { SignalRuns } from './signal-runs.js';

/** What this room works with. */
export interface RunsDeps {
  client: Client;
  now: () => Date | Promise<Date>;
  /** How many runs are signalled at once; default: by the server's own batches. */
  signalRuns?: SignalRuns;
}
