import { createHmac } from 'node:crypto';

/** Webhooks as external senders post them: their shapes, and their signatures. */

const json = { 'Content-Type': 'application/json' };

/** One post, signed over exactly its body. */
export interface SignedPost {
  body: string;
  headers: Record<string, string>;
}

export function signedByCalcom(secret: string, payload: unknown): SignedPost {
  const body = toText(payload);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { body, headers: { ...json, 'X-Cal-Signature-256': signature } };
}

export function signedByCalendly(secret: string, payload: unknown, at: Date): SignedPost {
  const body = toText(payload);
  const time = Math.floor(at.getTime() / 1_000);
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return { body, headers: { ...json, 'Calendly-Webhook-Signature': `t=${time},v1=${signature}` } };
}

export function signedByResend(
  secret: string,
  payload: unknown,
  { id = 'msg_1', at = new Date() } = {},
): SignedPost {
  const body = toText(payload);
  const time = Math.floor(at.getTime() / 1_000);
  const signature = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(`${id}.${time}.${body}`)
    .digest('base64');
  return {
    body,
    headers: {
      ...json,
      'svix-id': id,
      'svix-timestamp': String(time),
      'svix-signature': `v1,bm90aGluZw== v1,${signature}`,
    },
  };
}

function toText(payload: unknown): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

/** A booking as Cal.com tells it, shortened to what is told of every one. */
export const calcomBooking = (uid: string, email: string, triggerEvent = 'BOOKING_CREATED') => ({
  triggerEvent,
  createdAt: '2025-12-01T12:00:00.000Z',
  payload: {
    type: '30min',
    title: '30min between Ava and Sarah',
    startTime: '2025-12-02T10:00:00Z',
    endTime: '2025-12-02T10:30:00Z',
    organizer: { id: 5, name: 'Ava', email: 'ava@evergreen.example', timeZone: 'Europe/Berlin' },
    attendees: [
      { email, name: 'Sarah', timeZone: 'Europe/Berlin', language: { locale: 'en' } },
      { email: 'guest@elsewhere.example', name: '', timeZone: 'Europe/Berlin' },
    ],
    responses: {
      name: { label: 'your_name', value: 'Sarah' },
      email: { label: 'email', value: email },
    },
    uid,
    bookingId: 91,
    status: 'ACCEPTED',
  },
});

export const calcomNoShow = (bookingUid: string, email: string, noShow = true) => ({
  triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
  createdAt: '2025-12-02T10:40:00.000Z',
  payload: {
    message: 'x_marked_as_no_show',
    attendees: [{ email, noShow }],
    bookingUid,
    bookingId: 91,
  },
});

/** An invitee as Calendly tells of them. */
export const calendlyInvitee = (event: string, call: string, email: string) => ({
  event,
  created_at: '2025-12-01T12:00:00.000000Z',
  created_by: 'https://api.calendly.com/users/AAAA',
  payload: {
    uri: `https://api.calendly.com/scheduled_events/${call}/invitees/BBBB`,
    email,
    first_name: null,
    last_name: null,
    name: 'Sarah Miller',
    status: 'active',
    timezone: 'Europe/Berlin',
    event: `https://api.calendly.com/scheduled_events/${call}`,
    no_show: null,
    rescheduled: false,
    old_invitee: null,
    new_invitee: null,
    cancel_url: 'https://calendly.com/cancellations/BBBB',
    reschedule_url: 'https://calendly.com/reschedulings/BBBB',
    scheduled_event: {
      uri: `https://api.calendly.com/scheduled_events/${call}`,
      name: 'Strategy call',
      status: 'active',
      start_time: '2025-12-02T10:00:00.000000Z',
      end_time: '2025-12-02T10:30:00.000000Z',
    },
  },
});

/** An event of Resend about an email of ours; `more` goes into its data. */
export const resendEvent = (
  type: string,
  more: object = {},
  tags: object | undefined = { contact: 'a'.repeat(32), sequence: 'assessment', email: '2' },
) => ({
  type,
  created_at: '2025-12-01T12:00:00.000Z',
  data: {
    created_at: '2025-12-01T12:00:00.000Z',
    email_id: 'b1',
    message_id: '<b1@resend.test>',
    from: 'ava@evergreen.example',
    to: ['Sarah@salon.example'],
    subject: 'Hello',
    ...(tags && { tags }),
    ...more,
  },
});
