import { HOUR, SECOND } from '../../domain/duration.js';
import type { Answer } from '../../domain/mail/mail.js';
import { retryAfterMs } from '../retry-after.js';
import { isOfMail, isOfSender } from './error-text.js';
import type { OnTheWire } from './on-the-wire.js';

/** What the Resend client gives: never thrown, and not always of the documented shape. */
export interface ResendResponse {
  data: { id?: unknown } | null;
  error: { name?: string; message?: string; statusCode?: number | null } | null;
  headers: Record<string, string> | null;
  /** Where the request was watched: what the client does not tell. */
  seen?: OnTheWire;
}

type Meaning = (response: ResendResponse, reason: string, random: () => number) => Answer;

const retry: Meaning = (_, reason) => ({ kind: 'refused', reason });
const recipientFault: Meaning = (_, reason) => ({ kind: 'refused', reason, fault: 'recipient' });
const accountFault: Meaning = (_, reason) => ({ kind: 'refused', reason, fault: 'account' });
const unclearFault: Meaning = (_, reason) => ({ kind: 'refused', reason, fault: 'unclear' });
const unknown: Meaning = (_, reason) => ({ kind: 'ambiguous', reason });
/** The key was used with other bytes: a mail went out under it, and asking again cannot tell more. */
const alreadyUsed: Meaning = (_, reason) => ({ kind: 'ambiguous', reason, isFinal: true });
/** As long as Resend says, else a second or two, so that those refused together come back apart. */
const slowDown: Meaning = ({ headers }, reason, random) => ({
  kind: 'refused',
  reason,
  retryAfterMs: retryAfterMs(headers?.['retry-after']) ?? Math.round((1 + random()) * SECOND),
});
/** At most an hour, as a plan may be raised meanwhile. */
const quota: Meaning = (_, reason) => ({
  kind: 'refused',
  reason,
  fault: 'account',
  retryAfterMs: HOUR,
});

/** What a name means, whatever the status. Source: Resend's list of errors. */
const meanings = new Map<unknown, Meaning>([
  ['rate_limit_exceeded', slowDown],
  ['daily_quota_exceeded', quota],
  ['monthly_quota_exceeded', quota],
  ['concurrent_idempotent_requests', retry],
  ['resource_locked', retry],
  ['invalid_idempotent_request', alreadyUsed],
]);

/** Names by which Resend says that it does not accept the key. Source: the same. */
const keyFaults = new Set<unknown>([
  'missing_api_key',
  'restricted_api_key',
  'invalid_api_key',
  'suspended_api_key',
  'invalid_permission',
  'invalid_access',
  'security_error',
]);

/** Of the sender's address, whatever the message says. */
const senderFault = 'invalid_from_address';

/**
 * The only errors that can be final: name and status, and of a name that covers more than the mail
 * itself, a message that is about it.
 */
const mailFaults = new Map<unknown, { statuses: number[]; mustBeOfMail?: boolean }>([
  ['validation_error', { statuses: [400, 422], mustBeOfMail: true }],
  ['missing_required_field', { statuses: [422] }],
  ['invalid_parameter', { statuses: [422] }],
  ['invalid_attachment', { statuses: [422] }],
]);

/** Which of the account's quotas is used up, by error name. */
const quotas = new Map<unknown, 'daily' | 'monthly'>([
  ['daily_quota_exceeded', 'daily'],
  ['monthly_quota_exceeded', 'monthly'],
]);

/** The quota that this answer says is used up. */
export function quotaOf({ error }: ResendResponse): 'daily' | 'monthly' | undefined {
  return quotas.get(error?.name);
}

/** Whether Resend itself says that this key, or its sender, cannot be used; a page in between says nothing. */
export function refusesAccount(response: ResendResponse): boolean {
  const { name, message = '' } = response.error ?? {};
  if (keyFaults.has(name)) return true;
  return name === 'validation_error' && isOfSender(message);
}

/**
 * What Resend's answer means. Success is a string id, nothing else. What is final, and what is the account's, is
 * listed: of any other refusal one answer does not tell whose it is, and what fits no row is unknown.
 * `random` gives 0 to 1, for the delay that Resend leaves to us.
 */
export function toAnswer(response: ResendResponse, random: () => number = Math.random): Answer {
  const { data, error, seen } = response;
  const status = seen?.status ?? error?.statusCode ?? null;
  const isRefused = status !== null && status >= 300;
  if (!error && !isRefused) {
    return typeof data?.id === 'string' && data.id
      ? { kind: 'sent', id: data.id }
      : { kind: 'ambiguous', reason: 'Resend gave no id' };
  }
  if (seen && !seen.hasLeft) return { kind: 'refused', reason: 'Resend could not be reached' };
  const reason = `${wordOf(error?.name)} (${isRefused ? status : 'no answer'})`;
  return meaningOf(error ?? {}, isRefused ? status : null)(response, reason, random);
}

function meaningOf(
  { name, message = '' }: NonNullable<ResendResponse['error']>,
  status: number | null,
): Meaning {
  const named = meanings.get(name);
  if (named) return named;
  if (status === null || status >= 500 || status === 408) return unknown;
  if (status === 429) return slowDown;
  if (isFinal(name, status, message)) return recipientFault;
  return isOfAccount(name, status, message) ? accountFault : unclearFault;
}

function isOfAccount(name: unknown, status: number, message: string): boolean {
  return status === 401 || keyFaults.has(name) || name === senderFault || isOfSender(message);
}

function isFinal(name: unknown, status: number, message: string): boolean {
  const fault = mailFaults.get(name);
  if (!fault?.statuses.includes(status) || isOfSender(message)) return false;
  return !fault.mustBeOfMail || isOfMail(message);
}

/** A name in Resend's way; others' answers may hold anything, even an address. */
function wordOf(name: unknown): string {
  return typeof name === 'string' && /^[a-z_]{1,60}$/.test(name) ? name : 'error';
}
