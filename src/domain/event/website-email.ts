import { z } from 'zod';
import { MINUTE } from '../duration.js';
import type { FieldFault } from '../errors.js';
import type { WebsiteEmail } from '../plan/plan.js';
import { isBlank, text } from './fields.js';
import { blankForm } from './text-forms.js';
import { readInstant } from './time.js';

/** What a website tells of the first email of a sequence, where it has sent that one itself. */

/** How far ahead of ours the website's clock may be. */
const clockToleranceMs = 5 * MINUTE;

/** When the website says it sent the email, and what it should mend in saying so; without a time, it says nothing. */
export interface SentAt {
  at?: Date;
  warning?: string;
}

/** The moment that delays count from. Whether it lies in the future depends on when that is asked. */
const sentAt = z
  .unknown()
  .optional()
  .transform((value, context): SentAt => {
    if (isBlank(value)) return { warning: 'email_1_sent_at is missing: times count from now' };
    const instant = readTime(value);
    if (!instant) {
      context.addIssue('expected an ISO 8601 time such as 2025-12-01T10:30:00Z');
      return z.NEVER;
    }
    const { at, isAssumedUtc } = instant;
    return isAssumedUtc ? { at, warning: 'email_1_sent_at has no offset: read as UTC' } : { at };
  })
  .meta({
    anyOf: [
      { type: 'string', format: 'date-time', description: 'not in the future' },
      { type: ['string', 'null'], pattern: blankForm },
    ],
    description: 'ISO 8601; missing means now',
  });

export const websiteEmailFields = { email_1_sent_at: sentAt, email_1_status: text };

function readTime(value: unknown) {
  return typeof value === 'string' ? readInstant(value.trim()) : undefined;
}

/** What is wrong with a body at this moment, and would not be at a later one. */
export function faultsOfMoment(body: unknown, now: Date): FieldFault[] {
  const path = 'email_1_sent_at' satisfies keyof typeof websiteEmailFields;
  const atMs = readTime(
    new Map<string, unknown>(Object.entries(body ?? {})).get(path),
  )?.at.getTime();
  const isAhead = atMs !== undefined && atMs > now.getTime() + clockToleranceMs;
  return isAhead ? [{ path, message: 'lies more than 5 minutes in the future' }] : [];
}

const states = new Map<string, WebsiteEmail['state']>([
  ['sent', 'sent'],
  ['delivered', 'sent'],
  ['failed', 'failed'],
  ['bounced', 'failed'],
]);

/** What the posted fields say: what delays count from, and what became of the email. */
export function readWebsiteEmail(
  sent: SentAt | undefined,
  status: string | undefined,
  now: Date,
): { base: Date; website: WebsiteEmail; warnings: string[] } {
  const { at = now, warning } = sent ?? {};
  const warnings = warning === undefined ? [] : [warning];
  const state = states.get((status ?? 'sent').toLowerCase()) ?? 'unknown';
  if (state === 'sent' || status === undefined) return { base: at, website: { state }, warnings };
  const doubt = 'email_1_status is neither sent nor delivered: email 1 may not have reached them';
  return { base: at, website: { state, reason: status }, warnings: [...warnings, doubt] };
}
