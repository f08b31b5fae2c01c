import type { Client } from '@temporalio/client';
import type { WatchLimits } from '../domain/watch.js';

/** What this room works with. */
export interface RunsDeps {
  client: Client;
  now: () => Date | Promise<Date>;
  /** Default: as `domain/watch.ts` has them. */
  limits?: WatchLimits;
}
