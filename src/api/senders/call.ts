import { type IgnoredEvent } from '../../domain/event/event.js';
import { isBlank } from '../../domain/event/fields.js';
import type { MissedCall } from '../../domain/event/missed-call.js';

/** What a calendar tells us, in our own terms; what follows from it, the register says. */
export type CallEvent =
  /** Someone has a call in the calendar. */
  | { booked: { email: string; call: string } }
  /** Each of these is one person who missed a call; so many more of them cannot be mailed. */
  | { missed: MissedCall[]; unreachable?: number }
  | IgnoredEvent;

/** How each kind of event is read, by the sender's name for it. */
export type CallReaders = ReadonlyMap<string, (body: unknown) => CallEvent>;

/** A valid event of a calendar that changes nothing. */
export function notUsed(name: string): IgnoredEvent {
  const shown = isBlank(name) ? '' : ` ${JSON.stringify(name.slice(0, 60))}`;
  return { ignored: 'event_not_used', message: `The event${shown} changes nothing here.` };
}
