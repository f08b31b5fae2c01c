import { Hono } from 'hono';
import type { Config } from '../config.js';
import type { Runs } from '../runs/runs.js';
import { connectWorkspace } from '../vendors/notion/connect.js';
import { exampleCurl, sayReach } from './facts.js';
import { createInbox } from './page/inbox.js';
import { pageRoutes } from './page/routes.js';
import { createWebsite } from './page/website.js';
import type { OwnSecrets } from './settings.js';

/** The sandbox's one address: its page and `GET /sandbox` before the product's own routes. */
export async function createFrontDoor(options: {
  product: Hono;
  runs: Runs;
  /** A run in Temporal Web UI. */
  runUrl: (workflowId: string) => string;
  config: Config;
  /** What the page may show; null where another was set. */
  secrets: Pick<OwnSecrets, 'adminToken' | 'webhookKey'>;
  /** Services that are asked instead of the stand-ins. */
  elsewhere?: readonly string[];
  /** Where the product, and so this, is reached. */
  api: string;
  /** Addresses of the stand-ins. */
  notion: string;
  resend: string;
  /** What `GET /sandbox` tells. */
  facts: object;
}): Promise<Hono> {
  const { product, runs, runUrl, config, secrets, elsewhere = [] } = options;
  const { api, notion, resend, facts } = options;
  // Keys of its own: looking must not use up the worker's rate.
  const { contacts } = await connectWorkspace({
    ...config.notion,
    baseUrl: notion,
    token: 'ntn_sandbox_page',
  });
  const inbox = createInbox({
    runs,
    contacts,
    resend: { ...config.resend, baseUrl: resend },
    runUrl,
  });
  const page = await pageRoutes(inbox, createWebsite({ api, config, resendUrl: resend }), {
    temporalUi: config.temporalUiUrl,
    adminToken: secrets.adminToken,
    reach: sayReach(elsewhere),
    curl: exampleCurl(api, secrets.webhookKey ?? undefined),
  });
  return new Hono()
    .get('/sandbox', (c) => c.json(facts))
    .route('/', page)
    .all('*', (c) => product.fetch(c.req.raw, c.env));
}
