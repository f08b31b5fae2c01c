import type { ActivityDeps } from '../../src/activities/deps.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { loneActivityDeps } from './lone-activities.js';

/** A Notion of a test's own, and activities that know it alone; whoever starts it closes it. */
export async function startLoneNotion(
  now: () => Date = () => new Date(),
): Promise<{ notion: ReturnType<typeof createNotionStandIn>; deps: ActivityDeps }> {
  const notion = createNotionStandIn({
    file: ':memory:',
    seed: await notionSeed(),
    requestsPerMinute: 100_000,
    now,
  });
  const { url: baseUrl } = await notion.listen(0);
  const connection = { token: 'ntn_test', baseUrl, requestsPerSecond: 100_000 };
  const workspace = await connectWorkspace({ ...connection, databases: databaseIds });
  return { notion, deps: await loneActivityDeps({ workspace }) };
}
