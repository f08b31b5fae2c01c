import { events } from '../campaign/events.js';
import { type Environment, keysIn } from './environment.js';
import { sandboxSecrets } from './known-secrets.js';

/** Every secret of the environment, and what makes it one. */

interface Secret {
  name: string;
  /** What it opens. One secret opens one thing: whoever may do the one must not be able to do the other. */
  role: string;
  /** Several may be in use at once, separated by commas. */
  isList: boolean;
  /** In characters, each of them; in the sandbox, whose secrets guard nothing, `inSandbox`. */
  least: number;
  inSandbox: number;
  /** Callers show it in a header, which holds nothing but ASCII. */
  isShown?: true;
}

/** 16 characters at random are 2^64 tries and more; what lasts for years, or opens all, is longer. */
const opensAll = { isList: false, least: 32, inSandbox: 8, isShown: true } as const;
const lasts = { least: 32, inSandbox: 32 };
const signs = { isList: true, least: 16, inSandbox: 8 };
const opensOne = { ...signs, isShown: true } as const;
/** Its own schema says how long it is. */
const judgedByItsForm = { least: 1, inSandbox: 1 };
const ofVendor = { isList: false, least: 16, inSandbox: 1 };

// biome-ignore format: a table
const secrets: readonly Secret[] = [
  { name: 'CONTACT_KEY_SECRET',      role: 'contact keys',      isList: false, ...lasts },
  { name: 'UNSUBSCRIBE_SECRET',      role: 'unsubscribe links', isList: true, ...lasts },
  { name: 'ENCRYPTION_KEY',          role: 'what is stored',    isList: true, ...judgedByItsForm },
  { name: 'ADMIN_TOKEN',             role: 'operators',         ...opensAll },
  { name: 'WEBHOOK_KEY',             role: 'the website',       ...opensOne },
  ...events.map(({ keyName: name }) => ({ name, role: 'the website', ...opensOne })),
  { name: 'CALCOM_WEBHOOK_SECRET',   role: 'Cal.com',           ...signs },
  { name: 'CALENDLY_WEBHOOK_SECRET', role: 'Calendly',          ...signs },
  { name: 'RESEND_WEBHOOK_SECRET',   role: 'reports of Resend', ...signs },
  { name: 'NOTION_TOKEN',            role: 'Notion',            ...ofVendor },
  { name: 'RESEND_API_KEY',          role: 'Resend',            ...ofVendor },
];

/** A stand-in takes any key. */
const standIns: Record<string, string> = {
  NOTION_TOKEN: 'NOTION_BASE_URL',
  RESEND_API_KEY: 'RESEND_BASE_URL',
};

/** What holds secrets beside those of the table: Temporal's own, and an address that anybody may post to. */
const others = ['TEMPORAL_API_KEY', 'TEMPORAL_TLS_CLIENT_KEY_DATA', 'ALERT_WEBHOOK_URL'];

/** What is wrong with the secrets that are set, by name, without a value. */
export function faultsOfSecrets(
  given: Environment,
  { isSandbox }: { isSandbox: boolean },
): string[] {
  return secrets.flatMap((secret) => {
    const { name } = secret;
    if (given[name] === undefined) return [];
    const keys = keysOf(secret, given);
    if (keys.length === 0) return [`${name}: expected a secret, or several separated by commas`];
    const shared = secrets.find(
      (earlier) =>
        secrets.indexOf(earlier) < secrets.indexOf(secret) &&
        earlier.role !== secret.role &&
        keysOf(earlier, given).some((key) => keys.some((one) => bare(one) === bare(key))),
    );
    return [
      ...faultsOfStrength(secret, keys, given, isSandbox),
      ...(shared ? [`${name}: is the same as ${shared.name}; expected a secret of its own`] : []),
    ];
  });
}

/** What stands before a secret's own bytes: the prefix of signing secrets, or an encryption key's id. */
const prefix = /^(whsec_|[\w.-]+:(?=[\w+/]{43}=$))/;

/** What opens or signs, however it is written: with what stands before it or without, whole base64 or cut. */
function bare(key: string): string {
  return key.replace(prefix, '').replace(/(?<!=)=+$/, '');
}

function keysOf({ name, isList }: Secret, given: Environment): string[] {
  if (isList) return keysIn(given[name]);
  const key = given[name]?.trim();
  return key ? [key] : [];
}

function faultsOfStrength(
  { name, least, inSandbox, isShown }: Secret,
  keys: readonly string[],
  given: Environment,
  isSandbox: boolean,
): string[] {
  const isForStandIn = given[standIns[name] ?? ''] !== undefined;
  if (isForStandIn) return [];
  if (!isSandbox && keys.some((key) => known.has(bare(key)))) {
    return [`${name}: is one of the sandbox's secrets, which everybody knows; expected your own`];
  }
  if (isShown && keys.some((key) => !/^[ -~]+$/.test(key))) {
    return [`${name}: expected letters, digits and signs of ASCII, as a header has to carry it`];
  }
  const needed = isSandbox ? inSandbox : least;
  return keys.some((key) => key.length < needed)
    ? [`${name}: expected at least ${needed} characters`]
    : [];
}

const known = new Set(
  [...Object.values(sandboxSecrets), 'ntn_sandbox', 're_sandbox'].map((secret) => bare(secret)),
);

/** Shorter ones cannot be told from other words; only stand-ins take such. */
const leastHidden = 6;

/** Everything in the environment that no log may hold, in every form in which it is set. */
export function secretValues(given: Environment): string[] {
  const values = [...secrets.map(({ name }) => name), ...others].flatMap((name) => {
    const value = given[name]?.trim();
    return value ? [value, ...keysIn(value)] : [];
  });
  const unprefixed = values.map((value) => value.replace(prefix, ''));
  return [...new Set([...values, ...unprefixed])].filter(({ length }) => length >= leastHidden);
}
