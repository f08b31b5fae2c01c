import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { ApiDeps } from '../api/deps.js';
import type { Config } from '../config.js';
import { normaliseEmail } from '../domain/contact.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import { createRuns } from '../runs/runs.js';
import { connectWorkspace, type Workspace } from '../vendors/notion/connect.js';
import { findContact } from '../vendors/notion/find-contact.js';
import { connectWebhooks } from '../vendors/resend/verify-webhook.js';
import { temporalPageUrl, temporalRunUrl } from './activity-deps.js';
import { version } from './version.js';

/** What the API needs, from configuration. Notion is asked when it is needed, not before. */
export function createApiDeps(
  config: Config,
  client: Client,
  log: Logger,
  own: Partial<Pick<ApiDeps, 'now' | 'runs' | 'rateLimit' | 'readiness'>> = {},
): ApiDeps {
  const { now = () => new Date() } = own;
  const workspace = cached(() => connectWorkspace(config.notion), MINUTE, now);
  const { namespace } = client.options;
  // Runs are looked at again and again while something is expected; Notion's rate is the worker's.
  const deliveries = new LRUCache<string, Promise<Map<string, string>>>({
    max: 1_000,
    ttl: 3 * SECOND,
  });
  return {
    ...config,
    runs: createRuns({ client, now }),
    log,
    isFromResend: connectWebhooks(config.resend.webhookSecrets),
    version,
    rateLimit: { burst: 200, perSecond: 50, isExempt: () => false },
    readiness: {
      Temporal: () =>
        client.connection.withDeadline(Date.now() + 2 * SECOND, () =>
          client.workflowService.describeNamespace({ namespace }),
        ),
      Notion: workspace,
    },
    async findContact(email) {
      const { contacts } = await workspace();
      const contact = await findContact(contacts, email);
      if (!contact) return undefined;
      const { pageId, ...fields } = contact;
      return { fields, url: `https://www.notion.so/${pageId.replaceAll('-', '')}` };
    },
    findDeliveries(of) {
      const name = JSON.stringify(of);
      const asked = deliveries.get(name) ?? findDeliveries(workspace(), of);
      deliveries.set(name, asked, { noUpdateTTL: true });
      return asked;
    },
    async findAddress(contactKey) {
      const { contacts } = await workspace();
      const [oldest] = await contacts.find('contactKey', 'equals', contactKey);
      return oldest?.values.email ?? undefined;
    },
    temporalRunUrl: (workflowId) => temporalRunUrl(config.temporalUiUrl, namespace, workflowId),
    temporalContactUrl: (contactKey) => {
      const query = encodeURIComponent(`ContactKey = '${contactKey}'`);
      return temporalPageUrl(config.temporalUiUrl, namespace, `workflows?query=${query}`);
    },
    temporalPageUrl: (page) => temporalPageUrl(config.temporalUiUrl, namespace, page),
    now,
    ...own,
  };
}

async function findDeliveries(
  workspace: Promise<Workspace>,
  of: Parameters<ApiDeps['findDeliveries']>[0],
): Promise<Map<string, string>> {
  const { tracker } = await workspace;
  const rows =
    'runId' in of
      ? await tracker.find('key', 'starts_with', `${of.runId}/`)
      : await tracker.find('email', 'equals', normaliseEmail(of.email));
  return new Map(
    rows.flatMap(({ values: { key, delivery } }) => (key && delivery ? [[key, delivery]] : [])),
  );
}

/** Keeps a success for a while; a failure is asked again. */
function cached<T>(ask: () => Promise<T>, forMs: number, now: ApiDeps['now']): () => Promise<T> {
  let known: { value: T; untilMs: number } | undefined;
  return async () => {
    const nowMs = (await now()).getTime();
    if (known && nowMs < known.untilMs) return known.value;
    known = { value: await ask(), untilMs: nowMs + forMs };
    return known.value;
  };
}
