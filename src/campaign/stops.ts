import {
  causeOf,
  causes,
  type LastingCause,
  lastingCauses,
  type StopCause,
} from '../domain/run/stop.js';
import { namesOf } from './define/register.js';
import { sequences } from './sequences/index.js';

/** What a stop ends, and what it says on the contact. */
export interface Stop {
  /** Names of sequences. */
  ends: readonly string[];
  emailStatus?: string;
  bookingStatus?: string;
  campaignStatus?: string;
}

const all = namesOf(sequences);
const marketing = namesOf(sequences, 'marketing');

/** What stops by itself; the rest are the sequences' own events. */
// biome-ignore format: a table
const others: Record<string, Stop> = {
  booked:       { ends: marketing, bookingStatus: 'Booked', campaignStatus: 'Booked' },
  unsubscribed: { ends: marketing, emailStatus: 'Unsubscribed', campaignStatus: 'Unsubscribed' },
  bounced:      { ends: all, emailStatus: 'Bounced' },
  complained:   { ends: all, emailStatus: 'Complained' },
  operator:     { ends: all },
};

/** The table of stops: which event ends which sequence. */
export const stops: Readonly<Record<string, Stop>> = {
  ...Object.fromEntries(
    Object.entries(others).map(([name, stop]) => [name, withEndedBy(name, stop)]),
  ),
  ...Object.fromEntries(
    sequences.map(({ stop, endsAll, notion: { booking } }) => [
      stop,
      { ends: endsAll, ...(booking && { bookingStatus: booking }) },
    ]),
  ),
};

/** A row by its name; what is in the table no more stops nothing. */
export function stopOf(name: string): Stop {
  return stops[name] ?? { ends: [] };
}

function withEndedBy(name: string, stop: Stop): Stop {
  const named = sequences.filter(({ endedBy }) => endedBy.includes(name)).map((one) => one.name);
  return { ...stop, ends: [...new Set([...stop.ends, ...named])] };
}

/** Words in Notion, as people may write them: case and blanks around never matter. */
export function isSameWord(one: string | null, other: string | null): boolean {
  return toWord(one) === toWord(other);
}

function toWord(status: string | null): string {
  return status?.trim().toLowerCase() ?? '';
}

/** What a person wrote whom nobody asked: it may mean anything up to "no mail at all". */
const unknown = Symbol('unknown');

/**
 * What Email Status may say, from least to worst: a later, milder event never takes a worse one back.
 * Only who bounced or complained surely gets less mail than whoever is marked with an unknown word.
 */
const emailStatuses = ['', 'subscribed', 'unsubscribed', unknown, 'bounced', 'complained'];

function badness(status: string | null): number {
  const rank = emailStatuses.indexOf(toWord(status));
  return rank >= 0 ? rank : emailStatuses.indexOf(unknown);
}

/** Whether an Email Status is worse than another, so that it replaces it. */
export function isWorse(status: string | null, than: string | null): boolean {
  return badness(status) > badness(than);
}

/** The worst of several Email Statuses: that one counts. */
export function worstOf(statuses: readonly (string | null)[]): string | null {
  return statuses.reduce<string | null>((worst, one) => (isWorse(one, worst) ? one : worst), null);
}

/** An Email Status that nobody knows, so that somebody has to say what it means. */
export function isUnknown(emailStatus: string | null): boolean {
  return badness(emailStatus) === emailStatuses.indexOf(unknown);
}

/** What lasting stops make of an Email Status: a row that does not say so is told. */
export function emailStatusOf(openStops: readonly LastingCause[]): string | null {
  return worstOf(openStops.map((cause) => stopOf(cause).emailStatus ?? null));
}

/** Why this contact gets no mail of a sequence, as their Email Status says. It always counts. */
export function suppressionOf(
  sequence: { name: string },
  emailStatus: string | null,
  /** Lasting stops that hold, whatever the status says. */
  openStops: readonly LastingCause[] = [],
): StopCause | undefined {
  return lastingCauses.find((cause) => {
    const stop = stopOf(cause);
    const isSaid = isSameWord(stop.emailStatus ?? null, emailStatus) || openStops.includes(cause);
    return isSaid && stop.ends.includes(sequence.name);
  });
}

/**
 * Why a run of a sequence ends, as the contact's Booking Status says, set by hand or by an event. It
 * counts when it has changed since the run began, so that an old mark does not end a new run.
 */
export function bookingStopOf(
  sequence: { name: string },
  status: { before: string | null; now: string | null },
): StopCause | undefined {
  if (!toWord(status.now) || isSameWord(status.now, status.before)) return undefined;
  const [name, stop] =
    Object.entries(stops).find(
      ([, { bookingStatus }]) => bookingStatus && isSameWord(bookingStatus, status.now),
    ) ?? [];
  // A missed call does not end the run that follows it up, whoever marked it.
  if (name === undefined || sequence.name === name) return undefined;
  return stop?.ends.includes(sequence.name) ? causeOf(name) : undefined;
}

/**
 * Whether a contact's campaign status is the word of a stop that came after an event: then the event,
 * however late it is recorded, does not cover it.
 */
export function isOfLaterStop(
  campaignStatus: string | null,
  /** Causes of stops since the event. */
  later: readonly StopCause[],
): boolean {
  return later.some((cause) => {
    const word = stopOf(cause).campaignStatus;
    return word !== undefined && isSameWord(word, campaignStatus);
  });
}

/** Whether any stop writes this campaign status. */
export function isWordOfStop(campaignStatus: string | null): boolean {
  return isOfLaterStop(campaignStatus, causes);
}
