import { ResendRefusal } from './refusal.js';

/** A send as it comes over the wire, after its check. */
export interface Mail {
  from: string;
  to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  cc: string[] | null;
  bcc: string[] | null;
  reply_to: string[] | null;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
  scheduled_at: string | null;
  topic_id: string | null;
}

const maxRecipients = 50;
const maxTagLength = 256;
const address = /^[^\s@<>,;"]+@[^\s@<>,;"][^\s@<>,;".]*\.[^\s@<>,;"]+$/;
const named = /^[^<>\r\n]*<([^<>]+)>$/;

/** Reads the body of a send. @throws ResendRefusal at its first mistake, as Resend does */
export function readMail(body: Record<string, unknown>): Mail {
  for (const field of ['to', 'from', 'subject'] as const) {
    if (isMissing(body[field])) throw missing(`Missing \`${field}\` field.`);
  }
  if (isMissing(body.html) && isMissing(body.text)) {
    throw missing('Missing `html` or `text` field.');
  }
  return {
    from: readFrom(body.from),
    to: readAddresses('to', body.to) ?? [],
    subject: readText('subject', body.subject) ?? '',
    html: readText('html', body.html),
    text: readText('text', body.text),
    cc: readAddresses('cc', body.cc),
    bcc: readAddresses('bcc', body.bcc),
    reply_to: readAddresses('reply_to', body.reply_to),
    headers: readHeaders(body.headers ?? {}),
    tags: readTags(body.tags ?? []),
    scheduled_at: readText('scheduled_at', body.scheduled_at),
    topic_id: readText('topic_id', body.topic_id),
  };
}

/** The bare address in `Name <address>`, in lower case. */
export function bareAddress(text: string): string {
  return (named.exec(text.trim())?.[1] ?? text).trim().toLowerCase();
}

function readFrom(value: unknown): string {
  if (typeof value === 'string' && isAddress(value)) return value;
  throw new ResendRefusal(422, 'invalid_from_address', wrongAddress('from'));
}

function readAddresses(field: string, value: unknown): string[] | null {
  if (isMissing(value)) return null;
  const addresses: unknown[] = Array.isArray(value) ? value : [value];
  if (addresses.length > maxRecipients) {
    throw invalid(`The \`${field}\` field must have at most ${maxRecipients} items.`);
  }
  return addresses.map((item) => {
    if (typeof item === 'string' && isAddress(item)) return item;
    throw invalid(wrongAddress(field));
  });
}

function readText(field: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw invalid(`The \`${field}\` field must be a \`string\`.`);
}

function readHeaders(value: unknown): Record<string, string> {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isMap && Object.values(value).every((header) => typeof header === 'string')) {
    return value as Record<string, string>;
  }
  throw invalid('The `headers` field must be an `object` of `string` values.');
}

function readTags(value: unknown): Mail['tags'] {
  if (!Array.isArray(value)) throw invalid('The `tags` field must be an `array`.');
  return value.map((tag: { name?: unknown; value?: unknown } | null) => ({
    name: readTagPart(tag?.name),
    value: readTagPart(tag?.value),
  }));
}

function readTagPart(part: unknown): string {
  if (typeof part !== 'string' || !/^[\w-]+$/.test(part)) {
    throw invalid('Tags should only contain ASCII letters, numbers, underscores, or dashes.');
  }
  if (part.length > maxTagLength) {
    throw invalid(`Tags should not be longer than ${maxTagLength} characters.`);
  }
  return part;
}

function isAddress(text: string): boolean {
  return address.test(named.exec(text.trim())?.[1]?.trim() ?? text.trim());
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || isEmptyList(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function wrongAddress(field: string): string {
  return (
    `Invalid \`${field}\` field. The email address needs to follow the ` +
    '`email@example.com` or `Name <email@example.com>` format.'
  );
}

function missing(message: string): ResendRefusal {
  return new ResendRefusal(422, 'missing_required_field', message);
}

function invalid(message: string): ResendRefusal {
  return new ResendRefusal(422, 'validation_error', message);
}
