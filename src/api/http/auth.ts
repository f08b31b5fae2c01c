import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { MINUTE } from '../../domain/duration.js';
import { Problem } from './problem.js';

const signingKeyPrefix = 'whsec_';
const toleranceMs = 5 * MINUTE;

/** A key is rotated now and then; a header full of signatures would be work for nothing. */
const mostSignatures = 10;

/**
 * Lets in who has one of the keys: as a bearer token, in the path (`:key`), or, where a key is a
 * signing secret (`whsec_…`), by a Standard Webhooks signature over the raw body.
 * Missing and wrong get the same answer for the same work.
 * @throws {Problem} 401
 */
export async function requireSender(c: Context, keys: readonly string[], now: Date): Promise<void> {
  const given = c.req.param('key') ?? bearerIn(c.req.header('Authorization'));
  const body = Buffer.from(await c.req.arrayBuffer());
  const accepted = keys.map((key) =>
    [isSame(given, key), isSignedBy(key, c, body, now)].some(Boolean),
  );
  if (accepted.some(Boolean)) return;
  const detail =
    'The key or signature is missing or wrong; expected "Authorization: Bearer <key>".';
  throw new Problem(401, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

/** Whether an operator asks. */
export function isAdmin(c: Context, token: string): boolean {
  return isSame(bearerIn(c.req.header('Authorization')), token);
}

/** @throws {Problem} 401 */
export function requireAdmin(c: Context, token: string): void {
  if (isAdmin(c, token)) return;
  throw new Problem(401, 'The admin token is missing or wrong.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

export function bearerIn(authorization: string | undefined): string {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Whether a given key is one of these; the time tells nothing. */
export function isOneOf(given: string, keys: readonly string[]): boolean {
  return keys.map((key) => isSame(given, key)).some(Boolean);
}

/** Digests are compared, so that neither content nor length shows in the time. */
export function isSame(given: string, key: string): boolean {
  return timingSafeEqual(digest(given), digest(key)) && given !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Source: the Standard Webhooks specification, symmetric signatures (`v1`). */
function isSignedBy(key: string, c: Context, body: Buffer, now: Date): boolean {
  const id = c.req.header('webhook-id') ?? '';
  const timestamp = c.req.header('webhook-timestamp') ?? '';
  const signatures = (c.req.header('webhook-signature') ?? '').split(' ', mostSignatures);
  if (!key.startsWith(signingKeyPrefix) || !id || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > toleranceMs) return false;
  const secret = Buffer.from(key.slice(signingKeyPrefix.length), 'base64');
  const expected = createHmac('sha256', secret)
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest('base64');
  return signatures.map((signature) => isSame(signature, `v1,${expected}`)).some(Boolean);
}
