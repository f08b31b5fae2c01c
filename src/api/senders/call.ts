import { z } from 'zod';
import { isBlank, text } from '../../domain/event/fields.js';
import type { AcceptedEvent, IgnoredEvent } from '../../domain/event/event.js';

/** What a calendar tells us, in our own terms. */
export type CallEvent =
  /** Someone has a call in the calendar. */
  | { booked: { email: string; call: string } }
  /** These people missed a call. */
  | { missed: AcceptedEvent[] }
  | IgnoredEvent;

/** Text that has to be there. */
export const requiredText = text.pipe(z.string('is required')).meta({ type: 'string' });

/** How each kind of event is read, by the sender's name for it. */
export type CallReaders = ReadonlyMap<string, (body: unknown, now: Date) => CallEvent>;

/** A valid event of a calendar that changes nothing. */
export function notUsed(name: string): IgnoredEvent {
  const shown = isBlank(name) ? '' : ` ${JSON.stringify(name.slice(0, 60))}`;
  return { ignored: 'event_not_used', message: `The event${shown} changes nothing here.` };
}
