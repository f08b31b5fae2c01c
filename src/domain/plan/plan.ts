import { toInstant } from './horizon.js';
import type { Pace, SentBy, Sequence } from './sequence.js';

export type EmailState = 'scheduled' | 'sent' | 'skipped' | 'failed' | 'unknown' | 'stopped';

/** One email of a run: what was meant, and what came of it. All times are ISO instants. */
export interface PlannedEmail {
  number: number;
  template: string;
  sentBy: SentBy;
  /** The sequence's own time for it; the grace counts from here. */
  plannedAt: string;
  /** When it will go, or should have gone: later than `plannedAt` when late or moved by the gap. */
  dueAt: string;
  state: EmailState;
  /** Why it was skipped, failed, stopped or is unknown. */
  reason?: string;
  /** When its outcome was known; for a sent one, the moment it went. */
  at?: string;
  resendId?: string;
  /** Too late through our side: it was to go, and nobody had chosen to hold it. */
  isOurDelay?: true;
  /** What Resend has told of it since it took it, in the words of `deliveries`. */
  delivery?: string;
}

/** What the website says of the email that it sent itself. */
export interface WebsiteEmail {
  state: 'sent' | 'failed' | 'unknown';
  reason?: string;
}

/** What is known already of an email whose sequence began elsewhere. */
export type KnownEmail = Pick<PlannedEmail, 'number' | 'state'> &
  Partial<Pick<PlannedEmail, 'plannedAt' | 'at' | 'reason' | 'resendId'>>;

/**
 * The plan of a run: every email of the sequence with the time it will go, seen from `now`.
 * The website's own email is listed as a fact, never as something to send; so is what is `known`.
 */
export function plan(
  sequence: Sequence,
  at: {
    base: Date;
    now: Date;
    isTesting: boolean;
    website?: WebsiteEmail;
    known?: readonly KnownEmail[];
  },
): PlannedEmail[] {
  const emails = sequence.emails.map((email): PlannedEmail => {
    const delayMs = at.isTesting ? email.testingAfterMs : email.afterMs;
    const { number, template, sentBy } = email;
    const known = at.known?.find((one) => one.number === number);
    const plannedAt = known?.plannedAt ?? toInstant(at.base.getTime() + delayMs);
    const planned = { number, template, sentBy, plannedAt, dueAt: plannedAt };
    if (sentBy === 'evergreen') return { ...planned, state: 'scheduled', ...known };
    const fact: WebsiteEmail = at.website ?? { state: 'sent' };
    return { ...planned, ...fact, ...(fact.state === 'sent' && { at: plannedAt }) };
  });
  return forecast(emails, paceOf(sequence, at.isTesting), at.now);
}

/** The grace and gap that hold for a run. */
export function paceOf(sequence: Sequence, isTesting: boolean): Pace {
  return isTesting ? sequence.testingPace : sequence.pace;
}

/**
 * When the emails still to come will go, seen from `now`: a late one goes now, one too near to its
 * predecessor moves away by the gap, and one that would go after its grace is skipped.
 */
export function forecast(emails: readonly PlannedEmail[], pace: Pace, now: Date): PlannedEmail[] {
  let earliestMs = now.getTime();
  return emails.map((email) => {
    if (email.state !== 'scheduled') {
      if (holdsGap(email)) earliestMs = Math.max(earliestMs, Date.parse(email.at) + pace.gapMs);
      return email;
    }
    const plannedMs = Date.parse(email.plannedAt);
    const goesMs = Math.max(plannedMs, earliestMs);
    if (goesMs > plannedMs + pace.graceMs) {
      return { ...email, dueAt: email.plannedAt, state: 'skipped', reason: 'too_late' };
    }
    earliestMs = goesMs + pace.gapMs;
    return { ...email, dueAt: toInstant(goesMs) };
  });
}

/** An unknown email may have reached the reader, so it keeps the next one away like a sent one. */
function holdsGap(email: PlannedEmail): email is PlannedEmail & { at: string } {
  return (email.state === 'sent' || email.state === 'unknown') && email.at !== undefined;
}
