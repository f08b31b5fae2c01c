import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { MINUTE } from '../../domain/duration.js';
import type { Callers } from './callers.js';
import { Problem } from './problem.js';

const signingKeyPrefix = 'whsec_';
const toleranceMs = 5 * MINUTE;

/** A key is rotated now and then; a header full of signatures would be work for nothing. */
export const mostSignatures = 10;

/**
 * Lets in who has one of the keys: as a bearer token, in the path (`:key`), or, where a key is a
 * signing secret (`whsec_…`), by a Standard Webhooks signature over the raw body.
 * Missing and wrong get the same answer for the same work.
 * @returns the key.
 * @throws {Problem} 401
 */
export async function requireSender(
  c: Context,
  keys: readonly string[],
  now: Date,
): Promise<string> {
  const body = Buffer.from(await c.req.arrayBuffer());
  const accepted = keys.map((key) =>
    [isSame(givenKey(c), key), isSignedBy(key, c, body, now)].some(Boolean),
  );
  const key = keys[accepted.indexOf(true)];
  if (key !== undefined) return key;
  const detail =
    'The key or signature is missing or wrong; expected "Authorization: Bearer <key>".';
  throw new Problem(401, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

/** Who has this key, as they are counted; it tells nothing of the key. */
export function nameOfKey(key: string): string {
  return `key ${digest(key).toString('base64url')}`;
}

/** Who has one of the keys, by the head of the request alone. */
export function senderByHead(c: Context, keys: readonly string[]): string | undefined {
  const key = keys[keys.map((one) => isSame(givenKey(c), one)).indexOf(true)];
  return key === undefined ? undefined : nameOfKey(key);
}

/** Whether a request says that it is signed. */
export function saysSigned(c: Context): boolean {
  return c.req.header('webhook-signature') !== undefined;
}

function isAdmin(c: Context, token: string): boolean {
  return isSame(bearerIn(c.req.header('Authorization')), token);
}

/** What an operators' door works with. */
interface OperatorsDoor {
  adminToken: string;
  callers: Callers;
}

/** Whether an operator asks. @throws {Problem} 429 for one who guesses. */
export function isOperator(c: Context, { adminToken, callers }: OperatorsDoor): boolean {
  if (isAdmin(c, adminToken)) return true;
  if (c.req.header('Authorization') && !callers.isExempt(c)) callers.countWrongToken(c);
  return false;
}

/** @throws {Problem} 401, or 429 for one who guesses. */
export function requireOperator(c: Context, door: OperatorsDoor): void {
  if (!isOperator(c, door)) throw noOperator();
}

/** What somebody is told who is no operator, once their token was counted. */
export function noOperator(): Problem {
  return new Problem(401, 'The admin token is missing or wrong.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

/** Limits all but operators. */
export function limitStrangers({ adminToken, callers }: OperatorsDoor): MiddlewareHandler {
  const limit = callers.limit();
  return (c, next) => (isAdmin(c, adminToken) ? next() : limit(c, next));
}

function givenKey(c: Context): string {
  return c.req.param('key') ?? bearerIn(c.req.header('Authorization'));
}

function bearerIn(authorization: string | undefined): string {
  const given = authorization ?? '';
  return /^Bearer /i.test(given) ? given.slice('Bearer '.length).trim() : '';
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
  return hash('sha256', text, 'buffer');
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
