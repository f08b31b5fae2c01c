import type { Client } from '@temporalio/client';
import type { WatchLimits } from '../domain/watch.js';
import type { SignalRuns } from './signal-runs.js';

/** What this room works with. */
export interface RunsDeps {
  client: Client;
  now: () => Date | Promise<Date>;
  /** How many runs are signalled at once; default: by the server's own batches. */
  signalRuns?: SignalRuns;
  /** Whether runs can show what has become of them, to be counted. Default: they cannot. */
  hasProgress?: () => Promise<boolean>;
  /** Default: as `domain/watch.ts` has them. */
  limits?: WatchLimits;
}
