import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { type Fleet, FleetProcess } from '../../test/support/fleet.js';
import type { Drip } from './workflow.js';

/** The file of the bare workflows. */
export const bareWorkflows = fileURLToPath(new URL('workflow.ts', import.meta.url));

/** A worker of bare drips beside the product's own, on the same server. */
export async function startDrips({ temporal }: Fleet, perSecond: number): Promise<FleetProcess> {
  const worker = new FleetProcess('bench/bare/worker.ts', {
    TEMPORAL_ADDRESS: temporal.address,
    EMAILS_PER_SECOND: String(perSecond),
  });
  await worker.says('the worker is running');
  return worker;
}

/** One drip, whose mail falls due at that moment. */
export async function startDrip(
  { client, resendUrl }: Fleet,
  name: string,
  dueMs: number,
): Promise<void> {
  // It seals nothing.
  const plain = new Client({ connection: client.connection });
  const drip: Drip = { url: resendUrl, email: `${name}@bench.example`, untilMs: dueMs };
  const options = { taskQueue: 'bare', workflowId: `bare/${name}`, args: [drip] };
  await plain.workflow.start('bareDrip', options);
}
