import { z } from 'zod';
import { email, text } from '../../domain/event/fields.js';
import { type CallEvent, type CallReaders, notUsed, requiredText } from './call.js';
import { readBody } from '../../domain/event/event.js';
import { callKey, readNoShow } from '../../domain/event/no-show.js';

/** What `POST /webhooks/calendly` takes; the rest depends on the event. */
export const calendlyBody = z.object({ event: requiredText });

const bookingBody = z.object({
  payload: z.object({ email, scheduled_event: z.object({ uri: requiredText }) }),
});

const noShowBody = z.object({
  payload: z.object({
    email,
    first_name: text,
    last_name: text,
    name: text,
    reschedule_url: text,
    scheduled_event: z.object({ uri: requiredText, name: text, start_time: text }),
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
export function readCalendly(body: unknown, now: Date): CallEvent {
  const { event } = readBody(calendlyBody, body);
  const read = readers.get(event);
  return read ? read(body, now) : notUsed(event);
}

function readBooking(body: unknown): CallEvent {
  const { email: address, scheduled_event } = readBody(bookingBody, body).payload;
  return { booked: { email: address, call: callKey(scheduled_event.uri) } };
}

function readMissed(body: unknown, now: Date): CallEvent {
  const { scheduled_event, ...person } = readBody(noShowBody, body).payload;
  const { uri, name, start_time } = scheduled_event;
  const posted = {
    ...person,
    calendly_event_uri: uri,
    event_type: name,
    scheduled_time: start_time,
  };
  return { missed: [readNoShow(posted, now)] };
}
