import { causeOf, type LastingCause, lastingCauses, type StopCause } from '../domain/run/stop.js';
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

/** Why this contact gets no mail of a sequence, as their Email Status says. It always counts. */
export function suppressionOf(
  sequence: { name: string },
  emailStatus: string | null,
  /** Stops that are being carried out now, so that the status may not say them yet. */
  openStops: readonly LastingCause[] = [],
): StopCause | undefined {
  return lastingCauses.find((cause) => {
    const stop = stopOf(cause);
    const isSaid = stop.emailStatus === emailStatus || openStops.includes(cause);
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
  if (status.now === null || status.now === status.before) return undefined;
  const [name, stop] =
    Object.entries(stops).find(([, { bookingStatus }]) => bookingStatus === status.now) ?? [];
  // A missed call does not end the run that follows it up, whoever marked it.
  if (name === undefined || sequence.name === name) return undefined;
  return stop?.ends.includes(sequence.name) ? causeOf(name) : undefined;
}
