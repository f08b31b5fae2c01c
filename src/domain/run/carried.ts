import type { Refusal } from '../incident.js';
import type { Enrolment, FirstReading } from './enrolment.js';

/** One thing to write to Notion: the person, an email's row by its number, or that the run is completed. */
export type Entry = 'person' | number | 'completed';

/** What Notion has refused: how long it waits (ms), and when it is asked again (ms since 1970). */
export interface HeldEntry extends Refusal {
  pauseMs?: number;
  untilMs: number;
  /** Operators have heard of it. */
  isTold?: boolean;
}

/**
 * What a run goes on with in a new execution, when its history has become long: all that it knows beyond
 * its emails, its person, and what any run passes on to one that takes it up.
 */
export interface Carried {
  /** Missing until Notion has the person. */
  enrolment?: Enrolment;
  /** How they were read first, where enrolling them has come to nothing so far. */
  firstReading?: FirstReading;
  hold: {
    /** ISO instants since when an operator, or the sending switch, holds it. */
    pausedAt?: string;
    offAt?: string;
    /** The email that goes whatever its time. */
    forced?: number;
    /** When that was asked for, in ms since 1970. */
    forcedAtMs?: number;
    /** When it was held last, in ms since 1970. */
    heldUntilMs?: number;
  };
  books: { entries: Entry[]; deliveries: number[]; held: [Entry, HeldEntry][] };
  /** What Resend told of emails whose fate is open: by number, then by Resend's id. */
  early: [number, [string, string][]][];
  /** Emails of which operators have heard that they wait for a person. */
  told: number[];
  /** What blocks the next email, and how long it was left alone for that last, in ms. */
  blocked: { reason?: string; forMs?: number };
}
