import type { Segment } from '../event/segment.js';
import type { Refusal } from '../incident.js';
import type { PlannedEmail } from '../plan/plan.js';
import type { Told } from './delivery.js';
import type { StopCause } from './stop.js';

/** A person as whoever tried first to enrol them has read them in Notion: what is typed later on is news. */
export interface FirstReading {
  bookingStatus: string | null;
}

/** What the failure of an activity tells beside its message: the incident, and how a person was read first. */
export type FailureDetails = [about?: string | null, firstReading?: FirstReading];

/** An email that an earlier execution of a run has sent, or perhaps sent. */
export interface DoneBefore
  extends Pick<PlannedEmail, 'number' | 'state' | 'at' | 'resendId' | 'reason'> {
  /** That execution ended before anybody was told that nobody knows. */
  isUntold?: true;
}

/** What enrolling a person made or found in Notion. */
export interface Enrolment {
  contactPageId: string;
  /** Further rows that the contact has: their Email Status counts too. */
  doubleIds?: string[];
  /** The contact's Booking Status before it began: only a later change of it stops the run. */
  bookingStatus: string | null;
  /** The contact's known segment, for sequences that do not tell one themselves. */
  segment: Segment | null;
  /** Why this contact gets no mail of this sequence at all. */
  suppressedBy?: StopCause;
  /** Why the tracker has no rows of this run yet, where it has refused them. */
  refusal?: Refusal;
  /** Tracker rows by email number. */
  rowIds: Record<number, string>;
  /** Emails that an earlier execution of this run has already decided. */
  done: DoneBefore[];
  /** What the rows say that Resend has told, where they say anything. */
  told?: ({ number: number } & Told)[];
}
