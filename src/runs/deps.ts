import type { Client } from '@temporalio/client';
import type { WatchLimits } from '../domain/watch.js';
import type { SignalRuns } from './signal-runs.js';

/** What this room works with. */
export interface RunsDeps {
  client: Client;
  now: () => Date | Promise<Date>;
  /** How many runs are signalled at once; default: by the server's own batches. */
  signalRuns?: SignalRuns;
  /** Default: as `domain/watch.ts` has them. */
  limits?: WatchLimits;
}
