import {
  causeOf,
  type LastingCause,
  lastingCauses,
  type StopCause,
  type StopName,
} from '../domain/run/stop.js';
import { sequences } from './sequences/index.js';

/** What a stop ends, and what it says on the contact. */
interface Stop {
  /** Names of sequences. */
  ends: readonly string[];
  emailStatus?: 'Unsubscribed' | 'Bounced' | 'Complained';
  bookingStatus?: 'Booked' | 'No-Show' | 'Completed';
  campaignStatus?: 'Unsubscribed' | 'Booked';
}

const all = Object.values(sequences).map(({ name }) => name);
const marketing = Object.values(sequences)
  .filter(({ kind }) => kind === 'marketing')
  .map(({ name }) => name);

/** The table of stops: which event ends which sequence. */
// biome-ignore format: a table
export const stops: Record<StopName, Stop> = {
  booked:       { ends: marketing, bookingStatus: 'Booked', campaignStatus: 'Booked' },
  'no-show':    { ends: ['assessment', 'no-show'], bookingStatus: 'No-Show' },
  'post-call':  { ends: ['assessment', 'no-show'], bookingStatus: 'Completed' },
  paid:         { ends: marketing },
  unsubscribed: { ends: marketing, emailStatus: 'Unsubscribed', campaignStatus: 'Unsubscribed' },
  bounced:      { ends: all, emailStatus: 'Bounced' },
  complained:   { ends: all, emailStatus: 'Complained' },
  operator:     { ends: all },
};

/**
 * What a stop ends and says, by its name.
 * @throws where the table has no such row.
 */
export function stopNamed(name: StopName): Stop {
  const stop = stops[name];
  if (!stop) throw new Error(`the table of stops has no row "${name}"`);
  return stop;
}

/** From least to worst: a later, milder event never takes a worse one back. */
const emailStatuses: (string | null)[] = [
  null,
  'Subscribed',
  'Unsubscribed',
  'Bounced',
  'Complained',
];

/** Whether an Email Status is worse than another, so that it replaces it. */
export function isWorse(status: string, than: string | null): boolean {
  return emailStatuses.indexOf(status) > emailStatuses.indexOf(than);
}

/** What a Booking Status of the contact stops, set by hand or by an event. */
const bookingStatusStops: Record<string, StopName> = {
  Booked: 'booked',
  'No-Show': 'no-show',
  Completed: 'post-call',
};

/** Why this contact gets no mail of a sequence, as their Email Status says. It always counts. */
export function suppressionOf(
  sequence: { name: string },
  emailStatus: string | null,
  /** Stops that are being carried out now, so that the status may not say them yet. */
  openStops: readonly LastingCause[] = [],
): StopCause | undefined {
  return lastingCauses.find(
    (cause) =>
      stopNamed(cause).ends.includes(sequence.name) &&
      (stopNamed(cause).emailStatus === emailStatus || openStops.includes(cause)),
  );
}

/**
 * Why a run of a sequence ends, as the contact's Booking Status says. It counts when it has changed
 * since the run began, so that an old mark does not end a new run.
 */
export function bookingStopOf(
  sequence: { name: string },
  status: { before: string | null; now: string | null },
): StopCause | undefined {
  const name = status.now === status.before ? undefined : bookingStatusStops[status.now ?? ''];
  // A missed call does not end the run that follows it up, whoever marked it.
  if (!name || sequence.name === name) return undefined;
  return stopNamed(name).ends.includes(sequence.name) ? causeOf(name) : undefined;
}
