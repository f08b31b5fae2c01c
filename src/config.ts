import { BlockList, isIP } from 'node:net';
import type { z } from 'zod';
import { events } from './campaign/events.js';
import { notionWords } from './campaign/notion-words.js';
import { campaignSettings } from './config/campaign-settings.js';
import {
  type Environment,
  environmentOf,
  eventKeys,
  keysIn,
  olderSettings,
  type Role,
  settingNames,
  withoutEmpty,
} from './config/environment.js';
import { faultsOfLinks } from './config/links.js';
import { meantBy } from './config/misspelt.js';
import { isLoopbackHost } from './config/reach.js';
import { faultsOfSecrets, secretValues } from './config/secrets.js';
import { faultsOfVersion, versionOf } from './config/worker-version.js';
import { type KeySecret, normaliseEmail } from './domain/contact.js';
import { InvalidConfig } from './domain/errors.js';

/** The one reader of the environment; no message ever holds a value. */

export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads and checks the whole configuration, but for the secrets of the other role: they are empty. The
 * sandbox may have secrets that everybody knows, and links without https.
 * @throws {InvalidConfig} listing every fault at once, by name, with what was expected.
 */
export function loadConfig(
  env: Environment,
  { isSandbox = false, role }: { isSandbox?: boolean; role?: Role } = {},
) {
  const { data, keys, faults } = judge(env, { isSandbox, role });
  if (faults.length > 0) {
    throw new InvalidConfig(`The environment is not as expected:\n  ${faults.join('\n  ')}`);
  }
  return toConfig(env, data, keys);
}

/** A configuration that may be faulty: what is wrong with it, and what can be used of it all the same. */
export interface JudgedConfig {
  /** As `loadConfig` gives it; what is not as expected is empty, or as when it is not set. */
  config: Config;
  /** All that is wrong, each as `NAME: what was expected`. */
  faults: string[];
  /** Names of the settings that are missing, or cannot be read. */
  unusable: string[];
}

/** Reads the whole configuration like `loadConfig`, and goes on where that would end. */
export function judgeConfig(env: Environment, options: { isSandbox?: boolean }): JudgedConfig {
  const { isSandbox = false } = options;
  const { data, keys, faults, unusable } = judge(env, { isSandbox, role: undefined });
  return { config: toConfig(env, data, keys), faults, unusable };
}

function toConfig(env: Environment, data: Checked, keys: Environment) {
  return {
    ...vendors(data),
    settings: campaignSettings(data),
    publicUrl: data.PUBLIC_URL.replace(/(?<!\/)\/+$/, ''),
    unsubscribeSecrets: keysIn(data.UNSUBSCRIBE_SECRET),
    encryptionKeys: data.ENCRYPTION_KEY,
    contactKeySecret: keySecret(data),
    adminToken: data.ADMIN_TOKEN ?? '',
    /** What no log may hold. */
    secrets: secretValues(env),
    isTrustedProxy: networkTest(data.TRUSTED_PROXIES),
    webhookKeys: {
      general: keysIn(data.WEBHOOK_KEY),
      byEvent: Object.fromEntries(events.map(({ name, keyName }) => [name, keysIn(keys[keyName])])),
    },
    senderSecrets: {
      calcom: keysIn(data.CALCOM_WEBHOOK_SECRET),
      calendly: keysIn(data.CALENDLY_WEBHOOK_SECRET),
    },
    isTesting: data.TESTING_MODE === 'true',
    /** Nothing is sent, and nothing is written to Notion. */
    isShadow: data.SHADOW === 'true',
    isTestRecipient: recipientTest(data.TESTING_RECIPIENTS),
    alertWebhookUrl: data.ALERT_WEBHOOK_URL,
    temporalUiUrl: data.TEMPORAL_UI_URL,
    version: versionOf(data.TEMPORAL_DEPLOYMENT_NAME, data.TEMPORAL_WORKER_BUILD_ID),
    inactivePatches: keysIn(data.INACTIVE_PATCHES),
    logLevel: data.LOG_LEVEL,
    host: data.HOST,
    port: data.PORT,
    metricsPort: data.METRICS_PORT,
  };
}

function judge(
  env: Environment,
  { isSandbox, role }: { isSandbox: boolean; role: Role | undefined },
) {
  const given = withoutEmpty(env);
  for (const [old, current] of Object.entries(olderSettings)) given[current] ??= given[old];
  const { data, faults, unusable } = readEach(environmentOf(role).shape, given);
  const own = readEach(eventKeys.shape, given);
  const all = [
    ...faultsOfNames(Object.keys(given)),
    ...faults,
    ...own.faults,
    ...faultsOfSecrets(given, { isSandbox }),
    ...(isSandbox ? [] : faultsOfLinks(given)),
    ...faultsOfVersion(given),
    ...(role === 'worker' || Object.keys(given).some((name) => name.startsWith('WEBHOOK_KEY'))
      ? []
      : ['WEBHOOK_KEY: is required, or one key per event such as WEBHOOK_KEY_ASSESSMENT']),
  ];
  if (mailsEverybody(data)) {
    all.push('TESTING_RECIPIENTS: expected addresses or @domains; * is for a stand-in alone');
  }
  return { data, keys: own.data, faults: all, unusable: [...unusable, ...own.unusable] };
}

/** Reads each setting by itself; what cannot be read is as when it is not set, or empty. */
function readEach<S extends z.ZodRawShape>(shape: S, given: Environment) {
  const data: Record<string, unknown> = {};
  const faults: string[] = [];
  const unusable: string[] = [];
  for (const [name, type] of Object.entries(shape) as [string, z.ZodType][]) {
    const read = type.safeParse(given[name]);
    if (!read.success) {
      faults.push(
        ...read.error.issues.map(({ path, message }) => toFault([name, ...path], message)),
      );
      unusable.push(name);
    }
    const unset = type.safeParse(undefined);
    data[name] = read.success ? read.data : unset.success ? unset.data : '';
  }
  return { data: data as z.infer<z.ZodObject<S>>, faults, unusable };
}

function toFault(path: PropertyKey[], message: string): string {
  return `${path.join('.')}: ${message}`;
}

/** Names that are ours and that nobody reads, or that somebody has typed wrongly. */
function faultsOfNames(names: readonly string[]): string[] {
  return names
    .filter((name) => !settingNames.includes(name) && !Object.hasOwn(olderSettings, name))
    .flatMap((name) => {
      const meant = meantBy(name, settingNames);
      if (meant) return [`${name}: no such setting; ${meant} is one`];
      return /^(EVERGREEN_|WEBHOOK_KEY)/i.test(name) ? [`${name}: no such setting`] : [];
    });
}

type Checked = z.infer<ReturnType<typeof environmentOf>>;

/** All are test recipients, and what is sent to them leaves this machine. */
function mailsEverybody({ TESTING_RECIPIENTS, RESEND_BASE_URL }: Checked): boolean {
  const isStandIn = isLoopbackHost(new URL(RESEND_BASE_URL ?? 'https://resend').hostname);
  return keysIn(TESTING_RECIPIENTS).includes('*') && !isStandIn;
}

function keySecret({ CONTACT_KEY_SECRET: secret = '', SHADOW }: Checked): KeySecret {
  return SHADOW === 'true' ? { ofShadow: secret } : secret;
}

/** What Notion and Resend are asked with, and how our mail is signed. In shadow mode they are only asked. */
function vendors(data: Checked) {
  const isReadOnly = data.SHADOW === 'true';
  return {
    notion: {
      isReadOnly,
      token: data.NOTION_TOKEN ?? '',
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
      isReadOnly,
      apiKey: data.RESEND_API_KEY ?? '',
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
  };
}

/** Addresses, `@domain`, or `*` for all: whom testing mode may mail. */
function recipientTest(list: string): (email: string) => boolean {
  const allowed = keysIn(list).map((entry) =>
    entry.startsWith('@')
      ? normaliseEmail(`anybody${entry}`).slice('anybody'.length)
      : normaliseEmail(entry),
  );
  return (email) => {
    const address = normaliseEmail(email);
    return allowed.some(
      (entry) =>
        entry === '*' || entry === address || (entry.startsWith('@') && address.endsWith(entry)),
    );
  };
}

/** Addresses and CIDR ranges. */
function networkTest(list: string): (address: string) => boolean {
  const networks = new BlockList();
  const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
  for (const entry of keysIn(list)) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) networks.addAddress(address, familyOf(address));
    else networks.addSubnet(address, Number(bits), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && networks.check(address, familyOf(address));
}
