import { randomBytes } from 'node:crypto';
import { invalid } from './refusal.js';

const compact = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** A UUID with dashes, from one with or without them; undefined for anything else. */
export function asUuid(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = compact.exec(text.toLowerCase().replaceAll('-', ''));
  return parts?.slice(1).join('-');
}

/** The id in a field of a request. @throws NotionRefusal naming the field */
export function readId(text: unknown, path: string): string {
  const id = asUuid(text);
  if (id !== undefined) return id;
  const [part] = path.split('.');
  throw invalid(
    `${part} failed validation: ${path} should be a valid uuid, instead was ` +
      `\`${JSON.stringify(text)}\`.`,
  );
}

const propertyIdLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:;@^|{}~';

/** An id such as Notion gives to properties: four letters that may need encoding in a URL. */
export function newPropertyId(): string {
  return [...randomBytes(4)]
    .map((byte) => propertyIdLetters[byte % propertyIdLetters.length])
    .join('');
}

export function newOptionId(): string {
  return randomBytes(16).toString('hex');
}
