import { randomBytes } from 'node:crypto';
import { createNotionStandIn } from '../src/sandbox/notion/server.js';
import { createResendStandIn } from '../src/sandbox/resend/server.js';
import { databaseIds, notionSeed } from '../src/sandbox/seed.js';
import { connectWorkspace } from '../src/vendors/notion/connect.js';
import { ownEnvironment } from '../test/support/own-environment.js';

/** Fast enough that nobody waits for them, slow enough that some are under way when something fails. */
const rates = { notionPerSecond: 60, resendPerSecond: 2 };

export type Vendors = Awaited<ReturnType<typeof startVendors>>;

/** Stand-ins for Notion and Resend, in this process, so that what was asked of them can be read. */
export async function startVendors() {
  const notion = createNotionStandIn({
    file: ':memory:',
    seed: await notionSeed(),
    requestsPerMinute: rates.notionPerSecond * 60,
  });
  const resend = createResendStandIn({
    file: ':memory:',
    requestsPerSecond: rates.resendPerSecond,
  });
  const notionUrl = (await notion.listen(0)).url;
  const resendUrl = (await resend.listen(0)).url;
  const observer = await connectWorkspace({
    token: 'ntn_observer',
    baseUrl: notionUrl,
    requestsPerSecond: 1_000,
    databases: databaseIds,
  });
  return {
    notion,
    resend,
    observer,
    /** What `.env` holds of an installation that speaks to them. */
    envFor: (api: string) => ({
      ...ownEnvironment,
      NOTION_BASE_URL: notionUrl,
      RESEND_BASE_URL: resendUrl,
      NOTION_REQUESTS_PER_SECOND: String(rates.notionPerSecond),
      RESEND_REQUESTS_PER_SECOND: String(rates.resendPerSecond),
      PUBLIC_URL: api,
      POSTGRES_PASSWORD: randomBytes(16).toString('hex'),
      TESTING_MODE: 'false',
      LOG_LEVEL: 'info',
    }),
    close() {
      notion.close();
      resend.close();
    },
  };
}
