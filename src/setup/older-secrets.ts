import { olderSettings, settingNames } from '../config/environment.js';
import { decodeSecret } from './decode-secret.js';
import type { Found, OlderFile } from './read-older-secrets.js';

/** What a setting of an older system became here. */
export interface TakenSecret {
  name: string;
  value: string;
  /** Its name there. */
  from: string;
  /** What was odd about it, each as the end of a sentence. */
  notes: string[];
}

/** What an older system's file gives, and what becomes of the rest; no text in it holds a value. */
export interface OlderSecrets {
  taken: TakenSecret[];
  /** Named like a setting of ours, and without a value that could be taken. */
  unreadable: { name: string; why: string }[];
  /** Nothing here has a use for them. */
  unused: string[];
  /** Several that are one setting here and differ: nobody but a person can choose. */
  conflicts: { name: string; from: string[] }[];
}

/** Names of older systems that are not taken by the processes themselves. */
const olderNames: Readonly<Record<string, string>> = {
  ...olderSettings,
  NOTION_DB_ID: 'NOTION_TEMPLATES_DB_ID',
  NOTION_SEQUENCE_DB_ID: 'NOTION_EMAIL_SEQUENCE_DB_ID',
  NOTION_API_TOKEN: 'NOTION_TOKEN',
  NOTION_API_KEY: 'NOTION_TOKEN',
  RESEND_TOKEN: 'RESEND_API_KEY',
  DISCORD_WEBHOOK_URL: 'ALERT_WEBHOOK_URL',
  SLACK_WEBHOOK_URL: 'ALERT_WEBHOOK_URL',
  CALCOM_SECRET: 'CALCOM_WEBHOOK_SECRET',
  CALENDLY_SIGNING_KEY: 'CALENDLY_WEBHOOK_SECRET',
};

/** Where a process listens and whom it asks was said for other processes than ours. */
const ofThatSystem = new Set(['HOST', 'PORT', 'METRICS_PORT', 'LOG_LEVEL', 'PUBLIC_URL']);

const placeholder = /^<.*>$|^your[-_ ]|^change[-_ ]?me|^x{4,}$|^(ntn_|secret_|re_)x{4,}$/i;

/** Names, decodes and sorts what was found. Pure. */
export function convertOlderSecrets({ found, isEncodedThere }: OlderFile): OlderSecrets {
  const read = found.map((one) => convert(one, isEncodedThere));
  const taken: TakenSecret[] = [];
  const conflicts = new Map<string, string[]>();
  for (const one of read) {
    if (!('value' in one)) continue;
    const other = taken.find(({ name }) => name === one.name);
    if (!other) taken.push(one);
    else if (other.value !== one.value) {
      conflicts.set(one.name, [...(conflicts.get(one.name) ?? [other.from]), one.from]);
    }
  }
  return {
    taken,
    unreadable: read.flatMap((one) => ('why' in one ? [one] : [])),
    unused: [...new Set(read.flatMap((one) => ('unused' in one ? [one.unused] : [])))],
    conflicts: [...conflicts].map(([name, from]) => ({ name, from })),
  };
}

type Converted = TakenSecret | { name: string; why: string } | { unused: string };

function convert({ name: from, shown, value: given }: Found, isEncodedThere: boolean): Converted {
  const bare = from.toUpperCase().replaceAll(/[-.\s]/g, '_');
  const withoutPrefix = bare.replace(/^(SECRET_)+/, '');
  const name = olderNames[withoutPrefix] ?? withoutPrefix;
  if (!settingNames.includes(name) || ofThatSystem.has(name)) return { unused: shown };
  if (given === undefined) return { name, why: `${from} is no text` };
  if (!given.trim()) return { name, why: `${from} is empty` };
  if (/\*{4,}/.test(given)) {
    return { name, why: `${from} is hidden by asterisks: export it with its secret` };
  }
  const isEncoded = isEncodedThere && bare.startsWith('SECRET_');
  const { value, times, wasWrapped, isDoubtful } = decodeSecret(name, given, {
    isEncodedThere: isEncoded,
  });
  if (placeholder.test(value)) return { name, why: `${from} is still an example` };
  const notes = [
    ...(isEncoded && times === 0 ? ['was not encoded'] : []),
    ...(!isEncoded && times === 1 ? ['was encoded'] : []),
    ...(times > 1 ? [`was encoded ${times} times`] : []),
    ...(times > 0 && wasWrapped ? ['had quotes, spaces or a line end around it'] : []),
    ...(isDoubtful ? ['looks unlike others of its kind: look at it'] : []),
  ];
  return { name, value, from, notes };
}
