import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { findContact } from './activities/upsert-contact.js';
import { temporalRunUrl } from './activity-deps.js';
import type { ApiDeps } from './api/app.js';
import type { Config } from './config.js';
import { MINUTE, SECOND } from './domain/duration.js';
import { readSwitch } from './temporal-runs.js';
import { connectWorkspace } from './vendors/notion/connect.js';
import { version } from './version.js';

/** What the API needs, from configuration. Notion is asked when it is needed, not before. */
export function createApiDeps(
  config: Config,
  client: Client,
  log: Logger,
  own: Partial<Pick<ApiDeps, 'now' | 'rateLimit' | 'readiness'>> = {},
): ApiDeps {
  const workspace = cached(() => connectWorkspace(config.notion), MINUTE);
  const { namespace } = client.options;
  return {
    ...config,
    client,
    log,
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
    async findAddress(contactKey) {
      const { contacts } = await workspace();
      const [oldest] = await contacts.find('contactKey', 'equals', contactKey);
      return oldest?.values.email ?? undefined;
    },
    temporalRunUrl: (workflowId) => temporalRunUrl(config.temporalUiUrl, namespace, workflowId),
    temporalContactUrl: (contactKey) => {
      const query = encodeURIComponent(`ContactKey = '${contactKey}'`);
      return `${temporalRunUrl(config.temporalUiUrl, namespace, '')}?query=${query}`;
    },
    sendingOffAt: () => readSwitch(client),
    now: () => new Date(),
    ...own,
  };
}

/** Keeps a success for a while; a failure is asked again. */
function cached<T>(ask: () => Promise<T>, forMs: number): () => Promise<T> {
  let known: { value: T; untilMs: number } | undefined;
  return async () => {
    if (known && Date.now() < known.untilMs) return known.value;
    known = { value: await ask(), untilMs: Date.now() + forMs };
    return known.value;
  };
}
