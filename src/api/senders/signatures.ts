import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import { MINUTE } from '../../domain/duration.js';
import type { SvixHeaders } from '../deps.js';
import { isSame, mostSignatures } from '../http/auth.js';
import { Problem } from '../http/problem.js';

const toleranceMs = 5 * MINUTE;

/** Where each of them signs. */
const signatureHeaders = {
  calcom: 'X-Cal-Signature-256',
  calendly: 'Calendly-Webhook-Signature',
  resend: 'svix-signature',
};

/** Whether a request says that it is signed by this sender. */
export function saysFrom(c: Context, sender: keyof typeof signatureHeaders): boolean {
  return c.req.header(signatureHeaders[sender]) !== undefined;
}

/**
 * Cal.com signs the raw body; it signs no time, so a repeat is known by the event itself.
 * Source: Cal.com's page on webhooks.
 */
export function isFromCalcom(c: Context, secrets: readonly string[], body: Buffer): boolean {
  return isSignedByOne(secrets, [body], c.req.header(signatureHeaders.calcom) ?? '');
}

/** `t=1492774577,v1=5257a8…`: the time and the raw body. Source: Calendly's page on webhook signatures. */
export function isFromCalendly(
  c: Context,
  secrets: readonly string[],
  body: Buffer,
  now: Date,
): boolean {
  const header = c.req.header(signatureHeaders.calendly) ?? '';
  const [, time = '', signature = ''] = /^t=(\d{1,12}),v1=([0-9a-f]+)$/.exec(header) ?? [];
  const isSigned = isSignedByOne(secrets, [`${time}.`, body], signature);
  return isSigned && Math.abs(now.getTime() - Number(time) * 1_000) <= toleranceMs;
}

/** The three headers; empty where one is missing. Of more signatures than a sender has, the rest is left. */
export function svixHeaders(c: Context): SvixHeaders {
  const read = (name: string) => c.req.header(`svix-${name}`) ?? '';
  const signature = read('signature').split(' ', mostSignatures).join(' ');
  return { id: read('id'), timestamp: read('timestamp'), signature };
}

/**
 * Missing, wrong, stale, and a sender that is not set up get the same answer.
 * @throws {Problem} 401
 */
export function requireSigned(isSigned: boolean): void {
  if (isSigned) return;
  throw new Problem(401, 'The signature is missing or wrong.', {
    headers: { 'WWW-Authenticate': 'Signature' },
  });
}

/** Every secret is tried, so that the time tells nothing of which one fits. */
function isSignedByOne(
  secrets: readonly string[],
  signed: readonly (string | Buffer)[],
  given: string,
): boolean {
  return secrets
    .map((secret) => {
      const hmac = createHmac('sha256', secret);
      for (const part of signed) hmac.update(part);
      return isSame(given, hmac.digest('hex'));
    })
    .some(Boolean);
}
