/**
 * Records the history of each scenario from a real server. Run by hand (`npm run record-histories`)
 * in the commit that changes the workflow; existing files are kept unless they were deleted first.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { SkippingClient, startSkippingDevServer } from '../support/temporal.js';
import { createWorld } from '../support/world.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';

const env = await startSkippingDevServer();
try {
  await record(
    scenarios.filter(({ time }) => time !== 'real'),
    new SkippingClient(env),
  );
  await record(
    scenarios.filter(({ time }) => time === 'real'),
    env.client,
  );
} finally {
  await env.teardown();
}

async function record(played: Scenario[], client: typeof env.client): Promise<void> {
  const world = await createWorld({ env, client, now: async () => new Date() });
  try {
    for (const { name, play } of played) {
      const file = new URL(`../histories/${name}.json`, import.meta.url);
      if (existsSync(file)) continue;
      await world.notion.reset();
      await world.resend.reset();
      const id = await play(world);
      const history = await client.workflow.getHandle(id).fetchHistory();
      await writeFile(file, `${withoutStacks(historyToJSON(history))}\n`, { flag: 'wx' });
      process.stdout.write(`recorded ${name}\n`);
    }
  } finally {
    await world.close();
  }
}

/** Stacks name folders of whoever recorded it, and no replay reads them. */
function withoutStacks(json: string): string {
  return json.replaceAll(/("stackTrace": )"(?:[^"\\]|\\.)*"/g, '$1""');
}
