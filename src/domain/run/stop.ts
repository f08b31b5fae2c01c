import type { Control } from './control.js';

const stopCauses = [
  'booked',
  'superseded',
  'paid',
  'unsubscribed',
  'bounced',
  'complained',
  'operator',
] as const;

/** Why mail stops. `operator` is also what Temporal's own Cancel means. */
export type StopCause = (typeof stopCauses)[number];

/**
 * What stops a person's mail, by its row in the table of stops: a cause, or the name of the sequence
 * whose event supersedes.
 */
export type StopName = string;

/** What a run is told when it has to stop. */
export interface StopMessage {
  cause: StopCause;
  /** ISO instant at which the stop was asked for. */
  at: string;
  by?: string;
  reason?: string | undefined;
  /** Tells this stop from others of the same cause and person. */
  event?: string;
}

/** A stop of one person's mail, whatever runs they have. */
export interface StopRequest extends Omit<StopMessage, 'cause'> {
  stop: StopName;
  contactKey: string;
  /** The person's address, for Notion. */
  email: string;
  /** The workflow id of a run that goes on: the one that started the stop, or whose call was booked. */
  spares?: string;
  /** ISO instant, by the server's clock: runs that started later go on. Default: the stop's own start. */
  startedBefore?: string;
}

/** An operator's word that a person wants our mail again. */
export interface ResubscribeRequest extends Control {
  contactKey: string;
  email: string;
  /** ISO instant. */
  at: string;
}

/** Causes that also hold for runs that start later. */
export const lastingCauses = ['unsubscribed', 'bounced', 'complained'] as const;

export type LastingCause = (typeof lastingCauses)[number];

/** Stops go before all else that waits for a worker. */
export const stopPriority = { priorityKey: 1 };

/** Why runs end that a stop ends: the cause of its name, and `superseded` for a sequence's. */
export function causeOf(stop: StopName): StopCause {
  return stopCauses.find((cause) => cause === stop) ?? 'superseded';
}

/** The workflow id of a stop: one for each cause that lasts, else one for each event. */
export function stopId({ stop, contactKey, event }: StopRequest): string {
  const cause = causeOf(stop);
  const isLasting = lastingCauses.some((lasting) => lasting === cause);
  return ['stop', contactKey, cause, ...(isLasting || !event ? [] : [event])].join('/');
}
