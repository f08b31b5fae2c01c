import { NotLookedAt } from '../../src/doctor/check.js';
import type { Installation } from '../../src/doctor/installation.js';
import type { VersionState } from '../../src/runs/versions.js';
import { type Breakage, publicUrl, wellSeed } from './examined.js';

/** An installation that is broken in one way, as the page of examples tells it. */
export interface Example {
  title: string;
  /** How it came to that. */
  story: string;
  broken: Breakage;
  /** Temporal cannot be asked for anything: what is asked of its namespace is told too. */
  isAway?: boolean;
  /** What somebody has done in Notion. */
  inNotion?: { drift?: object; rewrite?: Record<string, Record<string, string>> };
}

const domain = 'salon-sarah.org';
const [webhook] = wellSeed.webhooks;
const offAt = '2026-11-27T16:03:00.000Z';
const queues = ['evergreen', 'evergreen-notion', 'evergreen-resend'];

/** What is asked of Temporal beside its namespace: whether workers ask for tasks, and whether mail may go. */
function temporalWith(
  hasWorker: boolean,
  isOff: boolean,
  versions: readonly VersionState[] = [],
): Installation['temporal'] {
  const runs = {
    health: async () => ({ queues: queues.map((name) => ({ name, hasWorker })), wrong: [] }),
    incidents: async () => [],
    versions: async () => versions,
    requireKeys: async () => {},
    sendingOffAt: async () => (isOff ? offAt : undefined),
  };
  return async () => ({ client: noSchedule, runs }) as never;
}

const noSchedule = {
  schedule: { getHandle: () => ({ describe: () => Promise.reject(new Error('none')) }) },
};

const ofVersion = (buildId: string) => ({ deploymentName: 'evergreen', buildId });

export const wellTemporal = temporalWith(true, false);

export const examples: readonly Example[] = [
  {
    title: 'Settings half filled in',
    story:
      '`.env.example` was copied by hand; two lines are empty, one is misspelt, one still the example.',
    broken: {
      env: {
        SENDER_ADDRESS: '',
        UNSUBSCRIBE_SECRET: 'short',
        EVERGREEN_SENDER: 'Sarah',
        RESEND_REPLY_TO: 'you@example.org',
      },
    },
  },
  {
    title: "The Notion integration's secret was renewed",
    story: 'Somebody pressed Refresh at the integration, and the old secret is refused.',
    broken: { notionFaults: [{ kind: 'status', status: 401 }] },
  },
  {
    title: 'A database that the integration does not see',
    story: 'The tracker was moved to another page, which is not shared with the integration.',
    broken: { env: { NOTION_EMAIL_SEQUENCE_DB_ID: '9f0e1d2c-3b4a-4596-8778-695a4b3c2d1e' } },
  },
  {
    title: 'A column that was renamed',
    story: 'Somebody found that "E-Mail" reads better.',
    broken: {},
    inNotion: { drift: { database: 'Contacts', property: 'email', rename: 'E-Mail' } },
  },
  {
    title: 'Copy at fault',
    story:
      'In one template a variable is mistyped, another names a number that no setting gives, and a third was set to Inactive.',
    broken: {},
    inNotion: {
      rewrite: {
        '5-Day E2': { html: '<p>Dear {{ fist_name }}, {{ unsubscribe_url }}</p>' },
        '5-Day E3': { html: '<p>Only {{ spots_remaining }} are left</p>' },
        noshow_recovery_email_1: { status: 'Inactive' },
      },
    },
  },
  {
    title: 'A key that may only send',
    story: 'The API key of Resend was made with Sending access.',
    broken: { env: { RESEND_API_KEY: 're_sending_only' } },
  },
  {
    title: 'A domain that is not ready',
    story: "The domain's records have not reached the DNS yet, and nobody has thought of DMARC.",
    broken: {
      resend: {
        ...wellSeed,
        domains: [{ name: domain, status: 'pending', records: { DKIM: 'pending' } }],
      },
      dns: { txt: async () => [] },
    },
  },
  {
    title: 'Bounces that nobody hears of',
    story: 'The webhook at Resend was deleted, and the one of a rehearsal is still there.',
    broken: {
      resend: {
        ...wellSeed,
        webhooks: [{ ...webhook, endpoint: `https://staging.${domain}/webhooks/resend` }],
      },
    },
  },
  {
    title: 'Left over from the rehearsal',
    story: 'Testing mode is still on, and so are the sending switch and a deadline of last year.',
    broken: {
      env: { TESTING_MODE: 'true', CAMPAIGN_DEADLINE_AT: '2025-12-05T18:00:00Z' },
      api: { isTesting: true },
      installation: { temporal: temporalWith(true, true) },
    },
  },
  {
    title: 'Readers who meet the old website',
    story: "The reverse proxy passes nothing to the API: PUBLIC_URL shows the host's parking page.",
    broken: { answers: { [publicUrl]: () => new Response('<h1>Parked</h1>') } },
  },
  {
    title: 'Nothing runs',
    story: 'The machine was started anew, and neither the API nor the worker.',
    broken: { api: null, installation: { temporal: temporalWith(false, false) } },
  },
  {
    title: 'A release that nobody has finished',
    story:
      'The worker got a version for the first time, and the one without was ended before any version was current.',
    broken: {
      installation: {
        temporal: temporalWith(false, false, [
          { version: ofVersion('0.2.0'), asks: true, isCurrent: false, open: 0 },
          { version: undefined, asks: false, isCurrent: true, open: 312 },
        ]),
      },
    },
  },
  {
    title: 'Two versions of the worker',
    story:
      'The later version makes all next steps, and the earlier one is still there, to go back to.',
    broken: {
      installation: {
        temporal: temporalWith(true, false, [
          { version: ofVersion('0.3.0'), asks: true, isCurrent: true, open: 40 },
          { version: ofVersion('0.2.0'), asks: true, isCurrent: false, open: 272 },
        ]),
      },
    },
  },
  {
    title: 'A key that changed under the API',
    story: '`.env` has new secrets, and the API was not started again.',
    broken: {
      api: {
        webhookKeys: { general: ['the-key-of-last-month'], byEvent: {} },
        adminToken: 'the-token-of-last-month',
        unsubscribeSecrets: ['the-secret-of-last-month-the-secret'],
      },
    },
  },
  {
    title: 'Temporal is away',
    isAway: true,
    story: 'The container of Temporal does not come up.',
    broken: {
      api: {
        readiness: async () => ({ missing: [{ name: 'Temporal', why: 'x' }], isSending: true }),
      },
      installation: {
        temporal: () =>
          Promise.reject(
            new NotLookedAt(
              'Temporal does not answer at 127.0.0.1:7233, or refuses us (namespace default)',
            ),
          ),
      },
    },
  },
];
