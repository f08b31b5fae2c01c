import { z } from 'zod';
import { dropMissing } from '../drop-missing.js';
import { MINUTE } from '../duration.js';
import type { WebsiteEmail } from '../plan/plan.js';
import { type AcceptedEvent, personFields, readBody, splitPerson } from './event.js';
import { amount, isBlank, text, wholeNumber } from './fields.js';
import { segmentOf } from './segment.js';
import { readInstant } from './time.js';

/** How far ahead of ours the website's clock may be. */
const clockToleranceMs = 5 * MINUTE;

const systems = wholeNumber(0, 8);

export const assessmentBody = (now: Date) =>
  z.object({
    ...personFields,
    red_systems: systems.default(0),
    orange_systems: systems.default(0),
    yellow_systems: systems.default(0),
    green_systems: systems.default(0),
    assessment_score: wholeNumber(0, 100),
    weakest_system_1: text,
    weakest_system_2: text,
    strongest_system: text,
    revenue_leak_total: amount,
    email_1_sent_at: timeBase(now),
    email_1_status: text,
  });

/**
 * Someone finished the assessment, and the website has sent them email #1.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readAssessment(body: unknown, now: Date): AcceptedEvent {
  const { contact, rest } = splitPerson(readBody(assessmentBody(now), body));
  const { email_1_sent_at, email_1_status, ...data } = rest;
  const { website, warning } = readWebsiteEmail(email_1_status);
  return {
    contact,
    data: dropMissing(data),
    segment: segmentOf({ red: data.red_systems ?? 0, orange: data.orange_systems ?? 0 }),
    base: email_1_sent_at.at,
    website,
    warnings: [email_1_sent_at.warning, warning].filter((line) => line !== undefined),
  };
}

/** The moment that delays count from; missing means `now`. */
function timeBase(now: Date) {
  return z
    .unknown()
    .optional()
    .transform((value, context): { at: Date; warning?: string } => {
      if (isBlank(value)) {
        return { at: now, warning: 'email_1_sent_at is missing: times count from now' };
      }
      const instant = typeof value === 'string' ? readInstant(value.trim()) : undefined;
      if (!instant) {
        context.addIssue('expected an ISO 8601 time such as 2025-12-01T10:30:00Z');
        return z.NEVER;
      }
      if (instant.at.getTime() > now.getTime() + clockToleranceMs) {
        context.addIssue('lies more than 5 minutes in the future');
        return z.NEVER;
      }
      const { at, isAssumedUtc } = instant;
      return isAssumedUtc ? { at, warning: 'email_1_sent_at has no offset: read as UTC' } : { at };
    })
    .meta({ type: ['string', 'null'], format: 'date-time' });
}

const websiteStates = new Map<string, WebsiteEmail['state']>([
  ['sent', 'sent'],
  ['delivered', 'sent'],
  ['failed', 'failed'],
  ['bounced', 'failed'],
]);

function readWebsiteEmail(status = 'sent'): { website: WebsiteEmail; warning?: string } {
  const state = websiteStates.get(status.toLowerCase()) ?? 'unknown';
  if (state === 'sent') return { website: { state } };
  return {
    website: { state, reason: status },
    warning: 'email_1_status is neither sent nor delivered: email 1 may not have reached them',
  };
}
