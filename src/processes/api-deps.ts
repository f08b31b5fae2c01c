import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { ApiDeps } from '../api/deps.js';
import type { Config } from '../config.js';
import { SECOND } from '../domain/duration.js';
import type { Answers } from '../domain/question.js';
import { createRuns } from '../runs/runs.js';
import { connectWebhooks } from '../vendors/resend/verify-webhook.js';
import { temporalPageUrl, temporalRunUrl } from './activity-deps.js';
import { directAnswers } from './notion-answers.js';
import { version } from './version.js';

type OwnDeps = Partial<Pick<ApiDeps, 'now' | 'runs' | 'rateLimit' | 'readiness'>> & {
  /** What Notion knows. Default: it is asked from here. */
  answers?: Answers;
};

/** What the API needs, from configuration. Notion is asked when it is needed, not before. */
export function createApiDeps(
  config: Config,
  client: Client,
  log: Logger,
  { answers: given, ...own }: OwnDeps = {},
): ApiDeps {
  const { now = () => new Date() } = own;
  const answers = given ?? directAnswers(config, now);
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
      Notion: answers.schema,
    },
    findContact: answers.contact,
    findDeliveries(of) {
      const name = JSON.stringify(of);
      const asked = deliveries.get(name) ?? answers.deliveries(of).then((found) => new Map(found));
      deliveries.set(name, asked, { noUpdateTTL: true });
      return asked;
    },
    findAddress: answers.address,
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
