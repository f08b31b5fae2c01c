import { Hono } from 'hono';
import type { Config } from '../config.js';
import type { Runs } from '../runs/runs.js';
import { connectWorkspace } from '../vendors/notion/connect.js';
import { createInbox } from './page/inbox.js';
import { pageRoutes } from './page/routes.js';
import { createWebsite } from './page/website.js';

/** The sandbox's one address: its page and `GET /sandbox` before the product's own routes. */
export async function createFrontDoor(options: {
  product: Hono;
  runs: Runs;
  /** A run in Temporal Web UI. */
  runUrl: (workflowId: string) => string;
  config: Config;
  /** Where the product, and so this, is reached. */
  api: string;
  /** Addresses of the stand-ins. */
  notion: string;
  resend: string;
  /** What `GET /sandbox` tells. */
  facts: object;
}): Promise<Hono> {
  const { product, runs, runUrl, config, api, notion, resend, facts } = options;
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
    adminToken: config.adminToken,
    curl: exampleCurl(api, config.webhookKeys.general[0]),
  });
  return new Hono()
    .get('/sandbox', (c) => c.json(facts))
    .route('/', page)
    .all('*', (c) => product.fetch(c.req.raw, c.env));
}

/** A first assessment to post, as a person would paste it. */
export function exampleCurl(api: string, key = 'your-key'): string {
  return `curl -X POST ${api}/webhooks/assessment \\
  -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\
  -d '{"email":"sarah@example.com","first_name":"Sarah","business_name":"Salon Sarah","red_systems":2,"orange_systems":1,"assessment_score":38,"weakest_system_1":"GPS","weakest_system_2":"CREW","strongest_system":"CABIN","revenue_leak_total":14700}'`;
}
