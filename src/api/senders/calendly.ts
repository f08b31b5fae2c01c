import { z } from 'zod';
import { readBody, toContact } from '../../domain/event/event.js';
import { email, link, requiredText, text } from '../../domain/event/fields.js';
import { callKey, type MissedCall } from '../../domain/event/missed-call.js';
import { type CallEvent, type CallReaders, notUsed } from './call.js';

/** What `POST /webhooks/calendly` takes; the rest depends on the event. */
export const calendlyBody = z.object({ event: requiredText });

const bookingBody = z.object({
  payload: z.object({ email, scheduled_event: z.object({ uri: requiredText }) }),
});

/** Nobody at Calendly mends what an invitee has typed: what is of no use is as if it were missing. */
const ifUsable = <T extends z.ZodType>(field: T) => field.optional().catch(undefined);

const noShowBody = z.object({
  payload: z.object({
    email,
    first_name: ifUsable(text),
    last_name: ifUsable(text),
    name: ifUsable(text),
    reschedule_url: ifUsable(link),
    scheduled_event: z.object({
      uri: requiredText,
      name: ifUsable(text),
      start_time: ifUsable(text),
    }),
  }),
});

const readers: CallReaders = new Map([
  ['invitee.created', readBooking],
  ['invitee_no_show.created', readMissed],
]);

/**
 * Something happened to an invitee. A cancelled call is not a missed one, and changes nothing.
 * Source: Calendly's webhook payloads, version 2 of its API; both events carry the whole invitee.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readCalendly(body: unknown): CallEvent {
  const { event } = readBody(calendlyBody, body);
  const read = readers.get(event);
  return read ? read(body) : notUsed(event);
}

function readBooking(body: unknown): CallEvent {
  const { email: address, scheduled_event } = readBody(bookingBody, body).payload;
  return { booked: { email: address, call: callKey(scheduled_event.uri) } };
}

function readMissed(body: unknown): CallEvent {
  const { scheduled_event, reschedule_url, ...person } = readBody(noShowBody, body).payload;
  const { uri, name, start_time } = scheduled_event;
  const call: MissedCall = {
    person: toContact(person),
    call: uri,
    title: name,
    scheduledAt: start_time,
    rescheduleUrl: reschedule_url,
  };
  return { missed: [call] };
}
