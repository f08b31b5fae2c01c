import { z } from 'zod';
import { settings } from './campaign/copy/settings.js';
import { events } from './campaign/events.js';
import { notionWords } from './campaign/notion-words.js';
import { dropMissing } from './domain/drop-missing.js';
import { InvalidConfig } from './domain/errors.js';
import { propertyNames } from './vendors/notion/property-names.js';

/** The one reader of the environment. Empty means not set; no message ever holds a value. */

const required = z.string({ error: 'is required' });
const url = z.url({ error: 'expected a URL such as https://mail.example.org' });
const perSecond = z.coerce.number().positive('expected requests per second, more than 0');
const secret = required.min(32, 'expected at least 32 characters');

/** One key or several; a signing secret must be long enough to sign with. */
const webhookKeys = required.refine(
  (value) =>
    keysIn(value).every(
      (key) =>
        !key.startsWith('whsec_') || Buffer.from(key.slice('whsec_'.length), 'base64').length >= 24,
    ),
  'expected whsec_ and at least 24 bytes in base64',
);
const port = z.coerce.number().int().min(0).max(65_535, 'expected a port');
const count = z.coerce.number().int('expected a whole number').min(0, 'expected 0 or more');

const environment = z.object({
  NOTION_TOKEN: required,
  NOTION_CONTACTS_DB_ID: required,
  NOTION_EMAIL_SEQUENCE_DB_ID: required,
  NOTION_TEMPLATES_DB_ID: required,
  NOTION_PROPERTY_NAMES: propertyNames.optional(),
  NOTION_BASE_URL: url.optional(),
  NOTION_REQUESTS_PER_SECOND: perSecond.default(3),
  RESEND_API_KEY: required,
  RESEND_BASE_URL: url.optional(),
  RESEND_REQUESTS_PER_SECOND: perSecond.default(2),
  RESEND_FROM_EMAIL: required.regex(
    /^([^<>]+ <[^<>\s]+@[^<>\s]+>|[^<>\s]+@[^<>\s]+)$/,
    'expected "Name <a@b.org>"',
  ),
  RESEND_REPLY_TO: required.pipe(z.email('expected an email address')),
  RESEND_WEBHOOK_SECRET: webhookKeys
    .refine(
      (value) => keysIn(value).every((key) => key.startsWith('whsec_')),
      'expected whsec_ and base64, as Resend shows it',
    )
    .optional(),
  SENDER_NAME: required,
  SENDER_ADDRESS: required,
  PUBLIC_URL: required.pipe(url),
  CONTACT_KEY_SECRET: secret,
  UNSUBSCRIBE_SECRET: required.refine(
    (value) => keysIn(value).every((key) => key.length >= 32),
    'expected at least 32 characters',
  ),
  ADMIN_TOKEN: required,
  WEBHOOK_KEY: webhookKeys.optional(),
  CALCOM_WEBHOOK_SECRET: z.string().optional(),
  CALENDLY_WEBHOOK_SECRET: z.string().optional(),
  TESTING_MODE: z.enum(['true', 'false'], 'expected true or false').default('false'),
  TESTING_RECIPIENTS: z.string().default(''),
  ALERT_WEBHOOK_URL: url.optional(),
  TEMPORAL_UI_URL: url.default('http://127.0.0.1:8233'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'expected a level such as info')
    .default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8000),
  METRICS_PORT: port.optional(),
  CAMPAIGN_BOOKING_LINK: url.optional(),
  CAMPAIGN_PDF_DOWNLOAD_LINK: url.optional(),
  CAMPAIGN_DEADLINE_AT: z.iso
    .datetime({ offset: true, error: 'expected an instant such as 2026-01-31T18:00:00+01:00' })
    .optional(),
  CAMPAIGN_ZONE: z
    .string()
    .refine(isTimeZone, 'expected a time zone such as Europe/Berlin')
    .optional(),
  CAMPAIGN_SPOTS_REMAINING: count.optional(),
  CAMPAIGN_BOOKINGS_COUNT: count.optional(),
  CAMPAIGN_NAME: z.string().max(100, 'expected at most 100 characters').optional(),
});

/** A key of its own for each event that a website reports. */
const eventKeys = z.object(
  Object.fromEntries(events.map(({ keyName }) => [keyName, webhookKeys.optional()])),
);

/** Every variable that is read, but Temporal's own. */
export const settingNames = Object.keys({ ...environment.shape, ...eventKeys.shape });

/** Names that earlier versions of the system used. */
const oldNames: Record<string, string> = {
  NOTION_EMAIL_TEMPLATES_DB_ID: 'NOTION_TEMPLATES_DB_ID',
  NOTION_BUSINESSX_DB_ID: 'NOTION_CONTACTS_DB_ID',
};

export type Environment = Record<string, string | undefined>;

export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads and checks the whole configuration.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadConfig(env: Environment, { leastAdminToken = 32 } = {}) {
  const given = withoutEmpty(env);
  for (const [old, current] of Object.entries(oldNames)) given[current] ??= given[old];
  const result = environment.safeParse(given);
  const ownKeys = eventKeys.safeParse(given);
  const faults = [
    ...Object.keys(given)
      .filter((name) => /^(EVERGREEN_|WEBHOOK_KEY)/.test(name) && !settingNames.includes(name))
      .map((name) => `${name}: no such setting`),
    ...[result, ownKeys]
      .flatMap(({ error }) => error?.issues ?? [])
      .map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...(Object.keys(given).some((name) => name.startsWith('WEBHOOK_KEY'))
      ? []
      : ['WEBHOOK_KEY: is required, or one key per event such as WEBHOOK_KEY_ASSESSMENT']),
  ];
  if (result.data && result.data.ADMIN_TOKEN.length < leastAdminToken) {
    faults.push(`ADMIN_TOKEN: expected at least ${leastAdminToken} characters`);
  }
  if (faults.length > 0 || !result.data || !ownKeys.data) {
    throw new InvalidConfig(`The environment is not as expected:\n  ${faults.join('\n  ')}`);
  }
  const data = result.data;
  const keys = ownKeys.data;
  return {
    notion: {
      token: data.NOTION_TOKEN,
      baseUrl: data.NOTION_BASE_URL,
      requestsPerSecond: data.NOTION_REQUESTS_PER_SECOND,
      propertyNames: data.NOTION_PROPERTY_NAMES,
      words: notionWords,
      databases: {
        contacts: data.NOTION_CONTACTS_DB_ID,
        tracker: data.NOTION_EMAIL_SEQUENCE_DB_ID,
        templates: data.NOTION_TEMPLATES_DB_ID,
      },
    },
    resend: {
      apiKey: data.RESEND_API_KEY,
      baseUrl: data.RESEND_BASE_URL,
      requestsPerSecond: data.RESEND_REQUESTS_PER_SECOND,
      webhookSecrets: keysIn(data.RESEND_WEBHOOK_SECRET),
    },
    sender: {
      from: data.RESEND_FROM_EMAIL,
      replyTo: data.RESEND_REPLY_TO,
      name: data.SENDER_NAME,
      address: data.SENDER_ADDRESS,
    },
    settings: {
      ...settings,
      ...dropMissing({
        name: data.CAMPAIGN_NAME,
        bookingLink: data.CAMPAIGN_BOOKING_LINK,
        pdfDownloadLink: data.CAMPAIGN_PDF_DOWNLOAD_LINK,
        deadlineAt: data.CAMPAIGN_DEADLINE_AT,
        zone: data.CAMPAIGN_ZONE,
        spotsRemaining: data.CAMPAIGN_SPOTS_REMAINING,
        bookingsCount: data.CAMPAIGN_BOOKINGS_COUNT,
      }),
    },
    publicUrl: data.PUBLIC_URL.replace(/\/+$/, ''),
    unsubscribeSecrets: keysIn(data.UNSUBSCRIBE_SECRET),
    contactKeySecret: data.CONTACT_KEY_SECRET,
    adminToken: data.ADMIN_TOKEN,
    webhookKeys: {
      general: keysIn(data.WEBHOOK_KEY),
      byEvent: Object.fromEntries(events.map(({ name, keyName }) => [name, keysIn(keys[keyName])])),
    },
    senderSecrets: {
      calcom: keysIn(data.CALCOM_WEBHOOK_SECRET),
      calendly: keysIn(data.CALENDLY_WEBHOOK_SECRET),
    },
    isTesting: data.TESTING_MODE === 'true',
    isTestRecipient: recipientTest(data.TESTING_RECIPIENTS),
    alertWebhookUrl: data.ALERT_WEBHOOK_URL,
    temporalUiUrl: data.TEMPORAL_UI_URL,
    logLevel: data.LOG_LEVEL,
    host: data.HOST,
    port: data.PORT,
    metricsPort: data.METRICS_PORT,
  };
}

/** What an operator's tools read; where nothing is set, they find the sandbox of this computer. */
const operator = environment
  .pick({ HOST: true, PORT: true, ADMIN_TOKEN: true, TESTING_MODE: true })
  .extend({
    ADMIN_TOKEN: environment.shape.ADMIN_TOKEN.default('sandbox-admin-token'),
    SANDBOX_TEMPORAL_PORT: port.default(7233),
    USER: z.string().optional(),
  });

/** Where a server that listens on every address of its machine is reached from there. */
const anyHost: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Reads what an operator's tools need to reach the API.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadOperatorConfig(env: Environment) {
  const { data, error } = operator.safeParse(withoutEmpty(env));
  if (!data) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InvalidConfig(`The environment is not as expected: ${faults.join('; ')}`);
  }
  const host = anyHost[data.HOST] ?? data.HOST;
  return {
    apiUrl: `http://${host.includes(':') ? `[${host}]` : host}:${data.PORT}`,
    adminToken: data.ADMIN_TOKEN,
    isTesting: data.TESTING_MODE === 'true',
    /** Unless Temporal's own configuration names another. */
    temporalAddress: `127.0.0.1:${data.SANDBOX_TEMPORAL_PORT}`,
    user: data.USER,
  };
}

/** Several values separated by commas, so that a key can be rotated. */
function keysIn(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean);
}

/** Addresses, `@domain`, or `*` for all: whom testing mode may mail. */
function recipientTest(list: string): (email: string) => boolean {
  const allowed = keysIn(list.toLowerCase());
  return (email) => {
    const address = email.trim().toLowerCase();
    return allowed.some(
      (entry) =>
        entry === '*' || entry === address || (entry.startsWith('@') && address.endsWith(entry)),
    );
  };
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
