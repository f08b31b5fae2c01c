import { z } from 'zod';
import { MINUTE } from './duration.js';
import { InvalidEvent } from './errors.js';
import { amount, email, isBlank, text, wholeNumber } from './fields.js';
import type { WebsiteEmail } from './plan.js';
import { type Segment, segmentOf } from './segment.js';
import { readInstant } from './time.js';

/** Who an event is about, as posted; names are missing when they were not given. */
export interface EventContact {
  email: string;
  firstName?: string;
  lastName?: string;
  businessName?: string;
}

/** What an event tells of the person's business, under the names it was posted with. */
export type EventData = Record<string, string | number>;

/** A valid event in our own terms. */
export interface AcceptedEvent {
  contact: EventContact;
  data: EventData;
  segment: Segment | null;
  /** What the delays of the sequence count from. */
  base: Date;
  website?: WebsiteEmail;
  /** What the sender should mend, though the event was taken. */
  warnings: string[];
}

/** How far ahead of ours the website's clock may be. */
const clockToleranceMs = 5 * MINUTE;

const names = { first_name: text, last_name: text, name: text, business_name: text };
const systems = wholeNumber(0, 8);

/** An assessment as the website posts it at `now`. */
const assessmentBody = (now: Date) =>
  z.object({
    email,
    ...names,
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
 * Reads the body of an assessment as posted at `now`.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readAssessment(body: unknown, now: Date): AcceptedEvent {
  const { email_1_sent_at, email_1_status, ...rest } = read(assessmentBody(now), body);
  const { email: address, first_name, name, last_name, business_name, ...data } = rest;
  const { website, warning } = readWebsiteEmail(email_1_status);
  return {
    contact: dropMissing({
      email: address,
      firstName: first_name ?? name,
      lastName: last_name,
      businessName: business_name,
    }),
    data: dropMissing(data),
    segment: segmentOf({ red: data.red_systems ?? 0, orange: data.orange_systems ?? 0 }),
    base: email_1_sent_at.at,
    website,
    warnings: [email_1_sent_at.warning, warning].filter((line) => line !== undefined),
  };
}

function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new InvalidEvent(
    result.error.issues.map(({ path, message }) =>
      path.length === 0
        ? { path: '', message: 'expected a JSON object' }
        : { path: path.join('.'), message },
    ),
  );
}

/** The moment that delays count from; missing means `now`. */
function timeBase(now: Date) {
  return z.preprocess(
    (value) => value ?? null,
    z.unknown().transform((value, context): { at: Date; warning?: string } => {
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
    }),
  );
}

const websiteStates: Record<string, WebsiteEmail['state']> = {
  sent: 'sent',
  delivered: 'sent',
  failed: 'failed',
  bounced: 'failed',
};

function readWebsiteEmail(status = 'sent'): { website: WebsiteEmail; warning?: string } {
  const state = websiteStates[status.toLowerCase()] ?? 'unknown';
  if (state === 'sent') return { website: { state } };
  return {
    website: { state, reason: status },
    warning: `email 1 may not have been sent by the website: its status is "${status}"`,
  };
}

type WithoutMissing<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function dropMissing<T extends object>(object: T): WithoutMissing<T> {
  const present = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as WithoutMissing<T>;
}
