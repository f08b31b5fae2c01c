import assert from 'node:assert/strict';
import type { ApiDeps } from '../../src/api/deps.js';
import type { Environment } from '../../src/config/environment.js';
import { databaseIds } from '../../src/config/known-environment.js';
import type { Check } from '../../src/doctor/check.js';
import { checks } from '../../src/doctor/checks.js';
import { examine } from '../../src/doctor/examine.js';
import type { Dns, Installation } from '../../src/doctor/installation.js';
import { openInstallation } from '../../src/doctor/open-installation.js';
import { version } from '../../src/processes/version.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn, type ResendSeed } from '../../src/sandbox/resend/server.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import type { CheckResult } from '../../src/setup/check-result.js';
import { openWorkspace } from '../../src/vendors/notion/connect.js';
import { Traffic } from '../contract/traffic.js';
import { loneApi } from '../support/lone-api.js';
import { ownEnvironment } from '../support/own-environment.js';

export const publicUrl = 'https://mail.salon-sarah.org';

const drawn = (letter: string) => `${letter}7Kq2vXw9Zt4Lm6Rb8Np3Hd5Gs1Jf0Ty`;

/** Secrets that look like ones; each is another. */
export const secrets = {
  CONTACT_KEY_SECRET: drawn('a'),
  UNSUBSCRIBE_SECRET: drawn('b'),
  ADMIN_TOKEN: drawn('c'),
  WEBHOOK_KEY: drawn('d'),
  ENCRYPTION_KEY: `2026:${Buffer.from(drawn('g')).toString('base64')}`,
  CALCOM_WEBHOOK_SECRET: drawn('e'),
  CALENDLY_WEBHOOK_SECRET: drawn('f'),
};

/** What is otherwise than in an installation where all is well. */
export interface Breakage {
  env?: Environment;
  resend?: ResendSeed;
  faults?: Parameters<ReturnType<typeof createResendStandIn>['setFaults']>[0];
  notionFaults?: Parameters<ReturnType<typeof createNotionStandIn>['setFaults']>[0];
  /** What of the API is otherwise; `null` where nobody listens. */
  api?: Partial<ApiDeps> | null;
  /** Answers instead of whatever is at this address. */
  answers?: Record<string, () => Response | Promise<Response>>;
  now?: () => Date;
  dns?: Partial<Dns>;
  isAlerting?: boolean;
  envFile?: Installation['envFile'];
  /** What is asked otherwise than from the environment. */
  installation?: Partial<Installation>;
  limitMs?: number;
}

const wellDns: Dns = {
  txt: async () => [['v=DMARC1; p=none']],
  mx: async () => [{ exchange: 'mx.salon-sarah.org' }],
};

const webhook = {
  endpoint: `${publicUrl}/webhooks/resend`,
  secret: ownEnvironment.RESEND_WEBHOOK_SECRET,
};

/** An account as it should be. */
export const wellSeed = { domains: [{ name: 'salon-sarah.org' }], webhooks: [webhook] };

/** Stand-ins for a suite, made anew before each test, and a doctor for what is broken of them. */
export function useDoctor() {
  const traffic = new Traffic({ allRequests: true });
  const notion = createNotionStandIn({
    file: ':memory:',
    requestsPerMinute: 1_000_000,
    observer: traffic.observer('notion'),
  });
  const resend = createResendStandIn({
    file: ':memory:',
    requestsPerSecond: 1_000,
    observer: traffic.observer('resend'),
  });
  const at = { notion: '', resend: '' };
  before(async () => {
    at.notion = (await notion.listen(0)).url;
    at.resend = (await resend.listen(0)).url;
  });
  beforeEach(async () => {
    await Promise.all([notion.reset(), resend.reset()]);
    await notion.seed(await notionSeed());
  });
  after(() => {
    notion.close();
    resend.close();
    traffic.assertFaithful();
  });

  /** Edits a template as its author does in Notion. */
  async function rewrite(name: string, values: Record<string, string>): Promise<void> {
    const { templates } = openWorkspace({
      token: 'ntn_author',
      baseUrl: at.notion,
      requestsPerSecond: 10_000,
      databases: databaseIds,
    });
    const [row] = await templates.find('name', 'equals', name);
    assert.ok(row, name);
    await templates.update(row.id, values);
  }

  async function doctor(broken: Breakage, ...ids: string[]): Promise<CheckResult[]> {
    const chosen = checks.filter(({ id, ids: more = [] }) =>
      ids.some((one) => [id, ...more].includes(one)),
    );
    return examineBroken(chosen, broken);
  }

  async function examineBroken(
    chosen: readonly Check[],
    { limitMs, ...broken }: Breakage,
  ): Promise<CheckResult[]> {
    await resend.seed(broken.resend ?? wellSeed);
    resend.setFaults(broken.faults ?? []);
    notion.setFaults(broken.notionFaults ?? []);
    const env: Environment = {
      ...ownEnvironment,
      ...secrets,
      NOTION_BASE_URL: at.notion,
      RESEND_BASE_URL: at.resend,
      NOTION_REQUESTS_PER_SECOND: '10000',
      RESEND_REQUESTS_PER_SECOND: '1000',
      RESEND_FROM_EMAIL: 'Sarah <sarah@salon-sarah.org>',
      RESEND_REPLY_TO: 'sarah@salon-sarah.org',
      PUBLIC_URL: publicUrl,
      TESTING_MODE: 'false',
      TESTING_RECIPIENTS: '',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ...broken.env,
    };
    const opened = openInstallation({
      env,
      now: broken.now ?? (() => new Date()),
      fetch: fetchFrom(env, broken),
      dns: { ...wellDns, ...broken.dns },
      isAlerting: broken.isAlerting ?? false,
      ...(broken.envFile && { envFile: broken.envFile }),
    });
    const installation = { ...opened, isSandbox: false, ...broken.installation };
    try {
      return await examine(chosen, installation, limitMs === undefined ? {} : { limitMs });
    } finally {
      await opened.close();
    }
  }
  return { at, notion, resend, doctor, examineBroken, rewrite };
}

/** The API stands behind its own address and the public one; all else is asked for real. */
function fetchFrom(env: Environment, { api = {}, answers = {} }: Breakage): typeof fetch {
  const app = loneApi({
    version,
    adminToken: env['ADMIN_TOKEN'] ?? '',
    webhookKeys: { general: [secrets.WEBHOOK_KEY], byEvent: {} },
    unsubscribeSecrets: [secrets.UNSUBSCRIBE_SECRET],
    ...api,
  });
  return async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname } = new URL(request.url);
    const answer = answers[origin] ?? answers[pathname];
    if (answer) return answer();
    if (![publicUrl, 'http://127.0.0.1:8000'].includes(origin)) return fetch(input, init);
    if (api === null) throw refused();
    return app.request(request);
  };
}

export function refused(): TypeError {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  return new TypeError('fetch failed', { cause });
}
