import type { AcceptedEvent, IgnoredEvent } from '../domain/event/event.js';
import type { MissedCall } from '../domain/event/missed-call.js';
import type { Sequence } from '../domain/plan/sequence.js';
import type { ReadableEvent } from './define/define-event.js';
import { webhookKeyName } from './define/register.js';
import { type SequenceName, sequences } from './sequences/index.js';
import { signup } from './signup.js';

export type EventName = SequenceName | 'signup';

/** What a website may report: how that is read, and what it starts. */
export interface WebsiteEvent extends ReadableEvent {
  name: EventName;
  /** Missing where only the contact is recorded. */
  sequence?: Readonly<Sequence>;
  workflowType: string;
  /** The setting that holds a webhook key for this event alone. */
  keyName: string;
  sandbox: { button: string; fresh?: string };
}

/** Every event that a website reports: a person's sign-up, and those that start a sequence. */
export const events: readonly WebsiteEvent[] = [signup, ...sequences].map((one) => ({
  ...one.event,
  name: one.name,
  ...('sequence' in one && { sequence: one.sequence }),
  workflowType: one.workflowType,
  keyName: webhookKeyName(one.name),
  sandbox: one.sandbox,
}));

export function eventOf(name: string): WebsiteEvent | undefined {
  return events.find((event) => event.name === name);
}

/** The events that start a sequence. */
export const sequenceEvents = events.filter(
  (event): event is WebsiteEvent & { sequence: Readonly<Sequence> } => event.sequence !== undefined,
);

/** The event that a calendar's missed call becomes, if any sequence follows those up. */
export const missedCallEvent = events.find(({ missedCall }) => missedCall !== undefined);

/**
 * What a missed call starts: the event that follows it up, as if the website had posted it; ignored
 * where no sequence follows up missed calls, or that one has no use for this call.
 */
export function followUpOf(
  call: MissedCall,
  now: Date,
): { kind: WebsiteEvent; event: AcceptedEvent } | IgnoredEvent {
  if (!missedCallEvent?.missedCall) {
    return { ignored: 'event_not_used', message: 'No sequence follows up missed calls.' };
  }
  const { email, firstName, lastName, businessName } = call.person;
  const person = { email, first_name: firstName, last_name: lastName, business_name: businessName };
  const event = missedCallEvent.read({ ...person, ...missedCallEvent.missedCall(call) }, now);
  return 'ignored' in event ? event : { kind: missedCallEvent, event };
}

/** Why events are ignored, in one word each; the last one is for events that nobody has a use for. */
export const ignoredReasons = [
  ...events.flatMap(({ ignoredFor }) => ignoredFor ?? []),
  'event_not_used',
];
