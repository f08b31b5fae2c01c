import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { ApiDeps } from '../api/deps.js';
import { Callers } from '../api/http/callers.js';
import { LastHeard } from '../api/http/last-heard.js';
import { readLayout } from '../campaign/copy/templates.js';
import { createCodec } from '../codec/codec.js';
import { isLoopbackHost } from '../config/reach.js';
import type { Config } from '../config.js';
import { atMost } from '../domain/at-most.js';
import { dropMissing } from '../domain/drop-missing.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import type { Answers } from '../domain/question.js';
import { room } from '../rendering/room.js';
import { within } from '../runs/deadline.js';
import { createRuns, type Runs } from '../runs/runs.js';
import { someone } from '../templates/example.js';
import { renderPreview } from '../templates/preview.js';
import { toReader } from '../templates/reader.js';
import { connectWebhooks } from '../vendors/resend/verify-webhook.js';
import { temporalPageUrl, temporalRunUrl } from './activity-deps.js';
import { Kept } from './kept.js';
import { checkKeys } from './keys.js';
import { directAnswers } from './notion-answers.js';
import { keepReadiness } from './readiness.js';
import { version } from './version.js';

type OwnDeps = Partial<Pick<ApiDeps, 'now' | 'runs' | 'webhookAnswered' | 'traced'>> & {
  /** What Notion knows. Default: it is asked from here. */
  answers?: Answers;
  /** Who is not limited, by address. Default: nobody. */
  isExempt?: (address: string) => boolean;
  /** Rejects where Temporal cannot be reached. Default: it is asked. */
  checkTemporal?: () => Promise<unknown>;
};

/** What the API needs, from configuration. Notion is asked when it is needed, not before. */
export function createApiDeps(
  config: Config,
  client: Client,
  log: Logger,
  own: OwnDeps = {},
): ApiDeps & { refreshReadiness: () => Promise<unknown> } {
  const { now = () => new Date(), isExempt = () => false } = own;
  const { runs = createRuns({ client, now }), answers = directAnswers(config, now) } = own;
  const { isTrustedProxy } = config;
  const { checkTemporal = () => reachTemporal(client) } = own;
  const readiness = keepReadiness(
    {
      Temporal: checkTemporal,
      Notion: answers.schema,
      ENCRYPTION_KEY: keysCheck(runs, config, log, now),
      sendingOffAt: () => runs.sendingOffAt(),
    },
    now,
  );
  // Runs are looked at again and again while something is expected; Notion's rate is the worker's.
  const deliveries = new LRUCache<string, Promise<Map<string, string>>>({
    ...atMost(1_000),
    ttl: 3 * SECOND,
  });
  return {
    ...config,
    zone: config.settings.zone,
    runs,
    log,
    ...dropMissing({ webhookAnswered: own.webhookAnswered, traced: own.traced }),
    isFromResend: connectWebhooks(config.resend.webhookSecrets),
    version,
    callers: new Callers({ isExempt, isTrustedProxy }),
    lastHeard: new LastHeard(),
    readiness: () => readiness.get(),
    refreshReadiness: () => readiness.refresh(),
    findContact: answers.contact,
    findDeliveries(of) {
      const name = JSON.stringify(of);
      const asked = deliveries.get(name) ?? answers.deliveries(of).then((found) => new Map(found));
      deliveries.set(name, asked, { noUpdateTTL: true });
      return asked;
    },
    findAddress: answers.address,
    findTemplates: answers.templates,
    findTemplate: answers.template,
    async renderPreview(template, contact) {
      const reader = contact ? toReader(contact.email, contact.fields) : someone;
      // Whoever follows the link in a preview unsubscribes nobody.
      const unsubscribeUrl = `${config.publicUrl}/unsubscribe/preview`;
      const tools = { ...config, renderer: room, layout: await readLayout() };
      return renderPreview(template, { reader, unsubscribeUrl }, tools, await now());
    },
    ...temporalPages(config.temporalUiUrl, client.options.namespace),
    codec: createCodec(config.encryptionKeys),
    now,
  };
}

/** Asks seldom: what is open is sealed with the same keys for months. */
function keysCheck(runs: Runs, config: Config, log: Logger, now: ApiDeps['now']) {
  const kept = { goodForMs: 5 * MINUTE, badForMs: MINUTE, now };
  const keys = new Kept(() => checkKeys(runs, config, log), kept);
  return () => keys.get();
}

/** Where Temporal Web UI shows what, and where its pages come from. */
function temporalPages(uiUrl: string, namespace: string) {
  return {
    temporalRunUrl: (workflowId: string) => temporalRunUrl(uiUrl, namespace, workflowId),
    temporalContactUrl: (contactKey: string) => {
      const query = encodeURIComponent(`ContactKey = '${contactKey}'`);
      return temporalPageUrl(uiUrl, namespace, `workflows?query=${query}`);
    },
    temporalPageUrl: (page: string) => temporalPageUrl(uiUrl, namespace, page),
    uiOrigins: originsOf(uiUrl),
  };
}

/** Where a page at this address may come from: this very machine has two names. */
function originsOf(address: string): string[] {
  const { origin, protocol, hostname, port } = new URL(address);
  if (!isLoopbackHost(hostname)) return [origin];
  return ['127.0.0.1', 'localhost'].map((host) => new URL(`${protocol}//${host}:${port}`).origin);
}

function reachTemporal(client: Client): Promise<unknown> {
  const { namespace } = client.options;
  return within(client, 2 * SECOND, () => client.workflowService.describeNamespace({ namespace }));
}
