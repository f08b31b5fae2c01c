import { isIP } from 'node:net';
import { z } from 'zod';
import { events } from '../campaign/events.js';
import { readEncryptionKeys } from '../codec/encryption-keys.js';
import { isEmail } from '../domain/contact.js';
import { canBeSeen } from '../domain/event/greeting.js';
import { propertyNames } from '../vendors/notion/property-names.js';
import { baseUrl, url } from './links.js';
import { mailbox } from './mailbox.js';

/** Every variable of the environment, and what is expected of it. Empty means not set. */

export type Environment = Record<string, string | undefined>;

/** Names that settings had in older versions, to their own. */
export const olderSettings: Readonly<Record<string, string>> = {
  NOTION_EMAIL_TEMPLATES_DB_ID: 'NOTION_TEMPLATES_DB_ID',
  NOTION_BUSINESSX_DB_ID: 'NOTION_CONTACTS_DB_ID',
};

const required = z.string({ error: 'is required' });

/** A secret as it was pasted, without what stands around it: no header could carry that. */
const secret = required.trim();

/** What readers see at the foot of every mail. */
const shown = required.refine(canBeSeen, 'expected text that readers can see');
const rate = 'expected requests per second, more than 0';
const perSecond = z.coerce.number(rate).positive(rate);

/** One key or several; a signing secret must be long enough to sign with. */
const webhookKeys = required.refine(
  (value) =>
    keysIn(value).every(
      (key) =>
        !key.startsWith('whsec_') || Buffer.from(key.slice('whsec_'.length), 'base64').length >= 24,
    ),
  'expected whsec_ and at least 24 bytes in base64',
);

/** What seals all that Temporal stores; unset, that stands there in clear. */
const encryptionKeys = z
  .string()
  .default('')
  .transform((text, { addIssue }) => {
    const { keys, faults } = readEncryptionKeys(text);
    for (const message of faults) addIssue(message);
    return keys;
  });
const aPort = 'expected a port';
export const port = z.coerce.number(aPort).int(aPort).min(0, aPort).max(65_535, aPort);
const whole = 'expected a whole number';
const count = z.coerce.number(whole).int(whole).min(0, 'expected 0 or more');

export const environment = z.object({
  NOTION_TOKEN: secret,
  NOTION_CONTACTS_DB_ID: required,
  NOTION_EMAIL_SEQUENCE_DB_ID: required,
  NOTION_TEMPLATES_DB_ID: required,
  NOTION_PROPERTY_NAMES: propertyNames.optional(),
  NOTION_BASE_URL: url.optional(),
  NOTION_REQUESTS_PER_SECOND: perSecond.default(3),
  RESEND_API_KEY: secret,
  RESEND_BASE_URL: url.optional(),
  RESEND_REQUESTS_PER_SECOND: perSecond.default(2),
  RESEND_FROM_EMAIL: required.pipe(mailbox),
  RESEND_REPLY_TO: required.pipe(mailbox),
  RESEND_WEBHOOK_SECRET: webhookKeys
    .refine(
      (value) => keysIn(value).every((key) => key.startsWith('whsec_')),
      'expected whsec_ and base64, as Resend shows it',
    )
    .optional(),
  SENDER_NAME: shown,
  SENDER_ADDRESS: shown,
  PUBLIC_URL: required.pipe(baseUrl),
  CONTACT_KEY_SECRET: required,
  UNSUBSCRIBE_SECRET: required,
  ENCRYPTION_KEY: encryptionKeys,
  ADMIN_TOKEN: secret,
  TRUSTED_PROXIES: z
    .string()
    .refine(
      (value) => keysIn(value).every(isNetwork),
      'expected addresses or CIDR ranges such as 10.0.0.0/8, none wider, separated by commas',
    )
    .default(''),
  WEBHOOK_KEY: webhookKeys.optional(),
  CALCOM_WEBHOOK_SECRET: z.string().optional(),
  CALENDLY_WEBHOOK_SECRET: z.string().optional(),
  TESTING_MODE: z.enum(['true', 'false'], 'expected true or false').default('false'),
  SHADOW: z.enum(['true', 'false'], 'expected true or false').default('false'),
  TESTING_RECIPIENTS: z
    .string()
    .refine((list) => keysIn(list).every(isRecipients), 'expected addresses, @domains, or *')
    .default(''),
  ALERT_WEBHOOK_URL: url.optional(),
  TEMPORAL_UI_URL: baseUrl.default('http://127.0.0.1:8233'),
  TEMPORAL_DEPLOYMENT_NAME: z
    .string()
    .regex(/^(?!__)[\w/-]{1,100}$/, 'expected letters, digits, - and _, such as evergreen')
    .optional(),
  INACTIVE_PATCHES: z
    .string()
    .regex(/^[\w., -]*$/, 'expected ids of changes, such as 2027-01-gap, separated by commas')
    .default(''),
  TEMPORAL_WORKER_BUILD_ID: z
    .string()
    .regex(/^(?!__)[\w.+/-]{1,100}$/, 'expected the name of a release, such as 0.2.0')
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'expected a level such as info')
    .default('info'),
  HOST: z
    .string()
    .trim()
    .regex(/^[\w.:%-]+$/, 'expected an address or a name such as 127.0.0.1')
    .default('127.0.0.1'),
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
  // An option of a select in Notion.
  CAMPAIGN_NAME: z
    .string()
    .max(100, 'expected at most 100 characters')
    .regex(/^[^,\p{Cc}]*$/u, 'expected no comma, as Notion refuses it, and one line')
    .optional(),
});

/** The two processes of an installation. */
export type Role = 'api' | 'worker';

/** Required secrets that a process of one role is started without, as it has no use for them. */
const unused = {
  api: environment.partial({ NOTION_TOKEN: true, RESEND_API_KEY: true }),
  worker: environment.partial({ ADMIN_TOKEN: true, CONTACT_KEY_SECRET: true }),
};

/** What is expected of the environment of a role; of all roles in one process when none is named. */
export function environmentOf(role: Role | undefined) {
  return role ? unused[role] : environment;
}

/** A key of its own for each event that a website reports. */
export const eventKeys = z.object(
  Object.fromEntries(events.map(({ keyName }) => [keyName, webhookKeys.optional()])),
);

/** Every variable that is read, but Temporal's own. */
export const settingNames = Object.keys({ ...environment.shape, ...eventKeys.shape });

/** Several values separated by commas, so that a key can be rotated. */
export function keysIn(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean);
}

/** One entry of those whom testing mode may mail. */
function isRecipients(entry: string): boolean {
  return entry === '*' || isEmail(entry.startsWith('@') ? `anybody${entry}` : entry);
}

/**
 * An address, or a range of them in CIDR notation: whoever believes half the internet lets everybody choose
 * who they are.
 */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const size = { 4: { least: 8, most: 32 }, 6: { least: 7, most: 128 } }[isIP(address)];
  if (!size || address.includes('%')) return false;
  // IPv4's addresses stand among those of IPv6 that begin with zeros.
  const least = /^[0:]+(?::|$)/.test(address) ? 96 + 8 : size.least;
  return Number(bits ?? size.most) >= least && Number(bits ?? size.most) <= size.most;
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** What is set. */
export function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
