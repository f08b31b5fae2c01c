import { idIn } from './env-file.js';

/** A value as an older system kept it, read. */
export interface DecodedSecret {
  value: string;
  /** How often it was encoded in base64. */
  times: number;
  /** Quotes, spaces or a line end that stood around it are gone. */
  wasWrapped: boolean;
  /** It has not the form that values of this name have. */
  isDoubtful: boolean;
}

const mostTimes = 4;

const isUrl = (value: string) => /^https?:\/\/\S+$/.test(value);
const isId = (value: string) => idIn(value) !== undefined && !/\s/.test(value);

/** What values look like, by the setting's name: tells a value from one that is still encoded. */
const shapes: readonly [name: RegExp, isLike: (value: string) => boolean][] = [
  [/^NOTION_TOKEN$/, (value) => /^(ntn_|secret_)\w+$/.test(value)],
  [/^NOTION_\w+_DB_ID$/, isId],
  [/^RESEND_API_KEY$/, (value) => /^re_\w+$/.test(value)],
  [/^RESEND_WEBHOOK_SECRET$/, (value) => value.startsWith('whsec_')],
  [/^RESEND_(FROM_EMAIL|REPLY_TO)$/, (value) => value.includes('@')],
  [/^(TESTING_MODE|SHADOW)$/, (value) => /^(true|false)$/i.test(value)],
  [/_(URL|LINK)$/, isUrl],
  [/^(PORT|METRICS_PORT|\w+_PER_SECOND)$/, (value) => /^[\d.]+$/.test(value)],
];

/**
 * Takes base64 off a value, as often as it is there. Where the form of a setting's values is known it decides;
 * elsewhere text counts as encoded only where its system encodes, and only where readable text comes out: a
 * key that happens to be valid base64 gives none.
 */
export function decodeSecret(
  name: string,
  given: string,
  { isEncodedThere }: { isEncodedThere: boolean },
): DecodedSecret {
  const layers = peel(given);
  const isLike = shapes.find(([pattern]) => pattern.test(name))?.[1];
  const known = isLike ? layers.findIndex(({ value }) => isLike(value)) : -1;
  const times = known >= 0 ? known : isEncodedThere ? guess(layers, isLike !== undefined) : 0;
  const { value = '', wasWrapped = false } = layers[times] ?? {};
  return { value, times, wasWrapped, isDoubtful: isLike !== undefined && known < 0 };
}

interface Layer {
  value: string;
  wasWrapped: boolean;
}

/** The value as it is, decoded once, twice, … as far as text comes out. */
function peel(given: string): Layer[] {
  const layers = [unwrap(given)];
  while (layers.length <= mostTimes) {
    const text = decode(layers.at(-1)?.value ?? '');
    if (text === undefined) break;
    layers.push(unwrap(text));
  }
  return layers;
}

/** Once, as that system does; again only where as much comes out as chance never gives. */
function guess(layers: readonly Layer[], isShaped: boolean): number {
  if (layers.length === 1) return 0;
  const again = isShaped ? [] : layers.slice(2).filter(({ value }) => /^[ -~]{8,}$/.test(value));
  return 1 + again.length;
}

/** Readable text of a value in base64, with its padding or without; undefined where it is none. */
function decode(value: string): string | undefined {
  const bare = value.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{2,}={0,2}$/.test(bare)) return undefined;
  const bytes = Buffer.from(bare, 'base64');
  const unpadded = bare.replace(/(?<!=)=+$/, '');
  if (bytes.toString('base64').replace(/(?<!=)=+$/, '') !== unpadded) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\P{C}\n\r\t]/u.test(text) || !text.trim() ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Scripts that encoded a whole line took its quotes and its line end along. */
function unwrap(text: string): Layer {
  const trimmed = text.trim();
  const [, , quoted] = /^(['"])(.*)\1$/s.exec(trimmed) ?? [];
  const value = quoted?.trim() ?? trimmed;
  return { value, wasWrapped: value !== text };
}
