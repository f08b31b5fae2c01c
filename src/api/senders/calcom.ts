import { z } from 'zod';
import { readBody, toContact } from '../../domain/event/event.js';
import { email, requiredText, text } from '../../domain/event/fields.js';
import { callKey } from '../../domain/event/missed-call.js';
import { type CallEvent, type CallReaders, notUsed } from './call.js';

/** What `POST /webhooks/calcom` takes; the rest depends on the trigger. */
export const calcomBody = z.object({ triggerEvent: requiredText });

/** The booker comes first; guests whom they brought along follow. */
const bookingBody = z.object({
  payload: z.object({
    uid: requiredText,
    attendees: z.array(z.object({ email })).min(1, 'expected the person who booked'),
  }),
});

const noShowBody = z.object({
  payload: z.object({
    bookingUid: requiredText,
    attendees: z.array(
      z.object({ email, name: text, noShow: z.boolean('expected true or false') }),
      'expected a list of people',
    ),
  }),
});

const readers: CallReaders = new Map([
  ['BOOKING_CREATED', readBooking],
  ['BOOKING_RESCHEDULED', readBooking],
  ['BOOKING_NO_SHOW_UPDATED', readMissed],
]);

/**
 * Something happened to a booking. A cancelled one is not a missed call, and changes nothing.
 * Source: Cal.com's webhook payloads, version 2021-10-20.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readCalcom(body: unknown): CallEvent {
  const { triggerEvent } = readBody(calcomBody, body);
  const read = readers.get(triggerEvent);
  return read ? read(body) : notUsed(triggerEvent);
}

function readBooking(body: unknown): CallEvent {
  const { uid, attendees } = readBody(bookingBody, body).payload;
  return { booked: { email: attendees[0]?.email ?? '', call: callKey(uid) } };
}

/** The mark can be taken back, which is told by the same trigger; and a call may have several guests. */
function readMissed(body: unknown): CallEvent {
  const { bookingUid, attendees } = readBody(noShowBody, body).payload;
  const absent = attendees.filter(({ noShow }) => noShow);
  if (absent.length === 0) {
    return { ignored: 'event_not_used', message: 'Nobody is marked as absent.' };
  }
  return {
    missed: absent.map((attendee) => ({ person: toContact(attendee), call: bookingUid })),
  };
}
