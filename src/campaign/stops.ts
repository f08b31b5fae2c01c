import type { StopCause } from '../domain/run.js';
import type { Sequence } from '../domain/sequence.js';

/** What a status in Notion ends: the cause, and the sequences by name. */
interface StatusStop {
  cause: StopCause;
  ends: readonly string[];
}

const marketing = ['assessment', 'no-show', 'post-call'];
const all = [...marketing, 'onboarding'];

/** Email Status of the contact: always counts. */
const emailStatusStops: Record<string, StatusStop> = {
  Unsubscribed: { cause: 'unsubscribed', ends: marketing },
  Bounced: { cause: 'bounced', ends: all },
  Complained: { cause: 'complained', ends: all },
};

/** Booking Status of the contact: counts when it changed since the run began. */
const bookingStatusStops: Record<string, StatusStop> = {
  Booked: { cause: 'booked', ends: marketing },
  'No-Show': { cause: 'superseded', ends: ['assessment'] },
  Completed: { cause: 'superseded', ends: ['assessment', 'no-show'] },
};

export type StatusedSequence = Pick<Sequence, 'name'>;

/** Why this contact gets no mail of this sequence, as their Email Status says. */
export function suppressionOf(
  sequence: StatusedSequence,
  emailStatus: string | null,
): StopCause | undefined {
  return causeFor(sequence, emailStatusStops[emailStatus ?? '']);
}

/** Why a run of this sequence ends, as their Booking Status says that was `before` at its start. */
export function bookingStopOf(
  sequence: StatusedSequence,
  status: { before: string | null; now: string | null },
): StopCause | undefined {
  if (status.now === status.before) return undefined;
  return causeFor(sequence, bookingStatusStops[status.now ?? '']);
}

function causeFor({ name }: StatusedSequence, stop: StatusStop | undefined): StopCause | undefined {
  return stop?.ends.includes(name) ? stop.cause : undefined;
}
