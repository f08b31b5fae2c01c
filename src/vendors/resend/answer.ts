import { HOUR, SECOND } from '../../domain/duration.js';
import type { Answer } from '../../domain/mail/mail.js';

/** What the Resend client gives: never thrown, and not always of the documented shape. */
export interface ResendResponse {
  data: { id?: unknown } | null;
  error: { name?: string; message?: string; statusCode?: number | null } | null;
  headers: Record<string, string> | null;
}

type Meaning = (response: ResendResponse, reason: string, random: () => number) => Answer;

const retry: Meaning = (_, reason) => ({ kind: 'refused', reason });
const recipientFault: Meaning = (_, reason) => ({ kind: 'refused', reason, fault: 'recipient' });
const accountFault: Meaning = (_, reason) => ({ kind: 'refused', reason, fault: 'account' });
const unknown: Meaning = (_, reason) => ({ kind: 'ambiguous', reason });
/** The key was used with other bytes: a mail went out under it, and asking again cannot tell more. */
const alreadyUsed: Meaning = (_, reason) => ({ kind: 'ambiguous', reason, isFinal: true });
/** As long as Resend says, else a second or two, so that those refused together come back apart. */
const slowDown: Meaning = ({ headers }, reason, random) => ({
  kind: 'refused',
  reason,
  retryAfterMs: Math.round((Number(headers?.['retry-after']) || 1 + random()) * SECOND),
});
/** At most an hour, as a plan may be raised meanwhile. */
const quota: Meaning = (_, reason) => ({
  kind: 'refused',
  reason,
  fault: 'account',
  retryAfterMs: HOUR,
});

/** By error name first. Source: Resend's list of errors. */
const meanings: Record<string, Meaning> = {
  rate_limit_exceeded: slowDown,
  daily_quota_exceeded: quota,
  monthly_quota_exceeded: quota,
  concurrent_idempotent_requests: retry,
  resource_locked: retry,
  invalid_idempotent_request: alreadyUsed,
  missing_api_key: accountFault,
  restricted_api_key: accountFault,
  invalid_api_key: accountFault,
  suspended_api_key: accountFault,
  invalid_permission: accountFault,
  invalid_access: accountFault,
  security_error: accountFault,
};

/** Which of the account's quotas is used up, by error name. */
const quotas: Record<string, 'daily' | 'monthly'> = {
  daily_quota_exceeded: 'daily',
  monthly_quota_exceeded: 'monthly',
};

/** An unverified sender domain or a wrong key may hide behind the name of a recipient's fault. */
const ofAccount = /domain is not verified|verify (a|your) domain|api key is invalid/i;

/** The quota that this answer says is used up. */
export function quotaOf({ error }: ResendResponse): 'daily' | 'monthly' | undefined {
  return quotas[error?.name ?? ''];
}

/**
 * What Resend's answer means. Success is a string id, nothing else; what fits no row is unknown.
 * `random` gives 0 to 1, for the delay that Resend leaves to us.
 */
export function toAnswer(response: ResendResponse, random: () => number = Math.random): Answer {
  const { data, error } = response;
  if (!error) {
    return typeof data?.id === 'string' && data.id
      ? { kind: 'sent', id: data.id }
      : { kind: 'ambiguous', reason: 'Resend gave no id' };
  }
  const status = error.statusCode ?? null;
  const reason = `${error.name ?? 'error'} (${status ?? 'no answer'})`;
  return meaningOf(error.name, status, error.message ?? '')(response, reason, random);
}

function meaningOf(name: string | undefined, status: number | null, message: string): Meaning {
  const named = meanings[name ?? ''];
  if (named) return named;
  if (name === 'validation_error' && ofAccount.test(message)) return accountFault;
  if (status === null || status >= 500 || status === 408) return unknown;
  if (status === 429) return slowDown;
  if (status === 401) return accountFault;
  return status >= 400 ? recipientFault : unknown;
}
