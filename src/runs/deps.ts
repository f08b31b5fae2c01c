import type { Client } from '@temporalio/client';

/** What this room works with. */
export interface RunsDeps {
  client: Client;
  now: () => Date | Promise<Date>;
}
