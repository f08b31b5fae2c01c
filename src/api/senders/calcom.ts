import { z } from 'zod';
import { isMadeUp } from '../../domain/contact.js';
import { InvalidEvent } from '../../domain/errors.js';
import { readBody, toContact } from '../../domain/event/event.js';
import { email, requiredText, text } from '../../domain/event/fields.js';
import { callKey } from '../../domain/event/missed-call.js';
import { type CallEvent, type CallReaders, notUsed } from './call.js';

/** What `POST /webhooks/calcom` takes; the rest depends on the trigger. */
export const calcomBody = z.object({ triggerEvent: requiredText });

/** Somebody at a call. Each is judged alone: one who cannot be mailed is no fault of the others. */
const attendee = z.object({
  email: z.unknown().optional(),
  name: z.unknown().optional(),
  bookingSeat: z.object({ referenceUid: z.unknown().optional() }).optional().catch(undefined),
});

/** The answer to the booking form's question for the address. */
const responses = z.object({ email: z.object({ value: z.unknown().optional() }) });

const mostPeople = 1_000;

/** Looked at one by one, so that however many there are, no more than these are. */
const people = z
  .array(z.unknown(), 'expected a list of people')
  .max(mostPeople, { error: `expected at most ${mostPeople} people`, abort: true });

const bookingBody = z.object({
  payload: z.object({
    uid: requiredText,
    attendees: people
      .min(1, 'expected the person who booked')
      .transform((all) => all.map((one) => attendee.safeParse(one).data ?? {})),
    attendeeSeatId: z.unknown().optional(),
    seatsPerTimeSlot: z.unknown().optional(),
    responses: responses.optional().catch(undefined),
  }),
});

const marked = attendee.extend({ noShow: z.boolean('expected true or false') });

/** Nobody of whom it could be said. */
const unmarked: z.output<typeof marked> = { noShow: false };

const noShowBody = z.object({
  payload: z.object({
    bookingUid: requiredText,
    attendees: people.transform((all, context) => {
      const read = all.map((one) => marked.safeParse(one));
      if (all.length > 0 && !read.some(({ success }) => success)) {
        for (const [at, { error }] of read.entries()) {
          for (const { path, message } of error?.issues ?? []) {
            context.addIssue({ code: 'custom', message, path: [at, ...path] });
          }
        }
      }
      return read.map(({ data }) => data ?? unmarked);
    }),
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

/** An address as it was posted, and where. */
interface GivenAddress {
  path: string;
  given: unknown;
}

function readBooking(body: unknown): CallEvent {
  const { payload } = readBody(bookingBody, body);
  const bookers = bookersOf(payload);
  const address = bookers.map(({ given }) => toMailbox(given)).find(Boolean);
  if (address) return { booked: { email: address, call: callKey(payload.uid) } };
  return requireNobody(bookers);
}

/**
 * Who may be the one that has just booked, surest first. The booker comes before the guests whom they
 * brought along; but where seats are shared, those who booked before come first, and nothing happens to them.
 */
function bookersOf(payload: z.output<typeof bookingBody>['payload']): GivenAddress[] {
  const { attendeeSeatId: seat, responses: answers } = payload;
  const answer = answers?.email.value;
  const booker =
    typeof answer === 'string' && answer.trim()
      ? [{ path: 'payload.responses.email.value', given: answer }]
      : [];
  const attendees = payload.attendees.map(toGiven);
  if (!isSeated(payload)) return [...booker, ...attendees.slice(0, 1)];
  const seated = attendees.filter(
    (_, at) => seat && payload.attendees[at]?.bookingSeat?.referenceUid === seat,
  );
  const known = [...booker, ...seated];
  return known.length > 0 ? known : attendees.slice(-1);
}

/** Whether several people who know nothing of each other may be at this call. */
function isSeated({
  attendeeSeatId,
  seatsPerTimeSlot,
  attendees,
}: z.output<typeof bookingBody>['payload']): boolean {
  const isOfOneSeat = typeof attendeeSeatId === 'string' && attendeeSeatId !== '';
  const hasSeats = typeof seatsPerTimeSlot === 'number' && seatsPerTimeSlot > 0;
  return isOfOneSeat || hasSeats || attendees.some(({ bookingSeat }) => bookingSeat);
}

/** The mark can be taken back, which is told by the same trigger; and a call may have several guests. */
function readMissed(body: unknown): CallEvent {
  const { bookingUid, attendees } = readBody(noShowBody, body).payload;
  const absent = attendees.flatMap((one, at) =>
    one.noShow ? [{ ...one, ...toGiven(one, at) }] : [],
  );
  if (absent.length === 0) {
    return { ignored: 'event_not_used', message: 'Nobody is marked as absent.' };
  }
  const missed = absent.flatMap(({ given, name }) => {
    const address = toMailbox(given);
    if (address === undefined) return [];
    const person = toContact({ email: address, name: text.safeParse(name).data });
    return [{ person, call: bookingUid }];
  });
  if (missed.length === 0) return requireNobody(absent);
  const unreachable = absent.length - missed.length;
  return { missed, ...(unreachable > 0 && { unreachable }) };
}

function toGiven({ email: given }: { email?: unknown }, at: number): GivenAddress {
  return { path: `payload.attendees.${at}.email`, given };
}

function toMailbox(given: unknown): string | undefined {
  return email.safeParse(given).data;
}

/**
 * Cal.com makes addresses up for those who book by phone alone: then there is nobody to mail.
 * @throws {InvalidEvent} naming the addresses, where they are faulty.
 */
function requireNobody(addresses: readonly GivenAddress[]): CallEvent {
  const isByPhone = addresses.some(({ given }) => typeof given === 'string' && isMadeUp(given));
  if (isByPhone) {
    return {
      ignored: 'event_not_used',
      message: 'They booked by phone: the calendar knows no mailbox of theirs.',
    };
  }
  const faults = addresses.map(({ path, given }) => ({
    path,
    message: email.safeParse(given).error?.issues[0]?.message ?? 'expected an email address',
  }));
  throw new InvalidEvent(faults);
}
