import type { StopCause } from '../domain/run.js';

/** What a stop ends, and what it says on the contact. */
interface Stop {
  /** Names of sequences. */
  ends: readonly string[];
  emailStatus?: 'Unsubscribed' | 'Bounced' | 'Complained';
  bookingStatus?: 'Booked';
  campaignStatus?: 'Unsubscribed' | 'Booked';
}

const marketing = ['assessment', 'no-show', 'post-call'];
const all = [...marketing, 'onboarding'];

/** The table of stops: which event ends which sequence. */
export const stops: Record<Exclude<StopCause, 'superseded'>, Stop> = {
  booked: { ends: marketing, bookingStatus: 'Booked', campaignStatus: 'Booked' },
  paid: { ends: marketing },
  unsubscribed: { ends: marketing, emailStatus: 'Unsubscribed', campaignStatus: 'Unsubscribed' },
  bounced: { ends: all, emailStatus: 'Bounced' },
  complained: { ends: all, emailStatus: 'Complained' },
  operator: { ends: all },
};

/** Causes that also hold for runs that start later. */
export const lastingCauses = ['unsubscribed', 'bounced', 'complained'] as const;

export type LastingCause = (typeof lastingCauses)[number];

/** Booking Status of the contact, as set by hand or by an event. */
const bookingStatusStops: Record<string, { cause: StopCause; ends: readonly string[] }> = {
  Booked: { cause: 'booked', ends: stops.booked.ends },
  'No-Show': { cause: 'superseded', ends: ['assessment'] },
  Completed: { cause: 'superseded', ends: ['assessment', 'no-show'] },
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
      stops[cause].ends.includes(sequence.name) &&
      (stops[cause].emailStatus === emailStatus || openStops.includes(cause)),
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
  const stop = bookingStatusStops[status.now ?? ''];
  return status.now !== status.before && stop?.ends.includes(sequence.name)
    ? stop.cause
    : undefined;
}
