import type { Control } from './control.js';

/** Why mail stops, where it is no later event that takes over. `operator` is also Temporal's own Cancel. */
export const causes = [
  'booked',
  'paid',
  'unsubscribed',
  'bounced',
  'complained',
  'operator',
] as const;

/** Why a run ends before its time; `superseded` by an event that starts another sequence. */
export type StopCause = (typeof causes)[number] | 'superseded';

/** What stops a person's mail, by its row in the table of stops: a cause, or a sequence's name. */
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
  /** The person's address, for Notion. Missing once they were forgotten: then nothing is written there. */
  email?: string;
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

/** The workflow id of what takes a stop of a person's mail back. */
export function resubscribeId(contactKey: string): string {
  return `resubscribe/${contactKey}`;
}

/** Causes that also hold for runs that start later: their stops stay open until they are taken back. */
export const lastingCauses = ['unsubscribed', 'bounced', 'complained'] as const;

export type LastingCause = (typeof lastingCauses)[number];

/** Why runs end that a stop ends. */
export function causeOf(stop: StopName): StopCause {
  return causes.find((cause) => cause === stop) ?? 'superseded';
}

/** Whether a stop holds until somebody takes it back. */
export function isLasting({ stop }: Pick<StopRequest, 'stop'>): boolean {
  return lastingCauses.some((cause) => cause === stop);
}

/** Whether a workflow is a stop that lasts, by its id. */
export function isLastingStop(workflowId: string): boolean {
  const [, contactKey = ''] = workflowId.split('/');
  return lastingCauses.some((stop) => workflowId === stopId({ stop, contactKey }));
}

/** The workflow id of a stop: one for each cause that lasts, else one for each event. */
export function stopId({
  stop,
  contactKey,
  event,
}: Pick<StopRequest, 'stop' | 'contactKey' | 'event'>): string {
  const isOfEvent = event && !isLasting({ stop });
  return ['stop', contactKey, causeOf(stop), ...(isOfEvent ? [event] : [])].join('/');
}
