import { z } from 'zod';
import { dropMissing } from '../../domain/drop-missing.js';
import { type IgnoredEvent, readBody } from '../../domain/event/event.js';
import { instant } from '../../domain/event/fields.js';
import {
  type DeliveryEvent,
  type DeliveryReport,
  deliveryEvents,
} from '../../domain/run/delivery.js';

/** Ids, types and reasons are short; nothing looks into a longer text, and no run carries one. */
const short = z
  .string('expected text')
  .max(200, { error: 'expected at most 200 characters', abort: true });

const envelope = z.object({ type: short, data: z.unknown().optional() });

/** What every email of ours carries; a call or a day tells runs of one sequence apart. */
const tags = z.object({
  contact: z.string().regex(/^[0-9a-f]{32}$/),
  sequence: z.string().regex(/^[a-z-]{1,100}$/),
  event: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .optional(),
  email: z.string().regex(/^\d{1,3}$/),
});

const deliveryBody = z.object({
  created_at: instant('expected an instant'),
  data: z.object({
    email_id: short,
    to: z
      .array(z.unknown(), 'expected addresses')
      .min(1, { error: 'expected an address', abort: true })
      .transform(([first]) => first)
      .pipe(z.string('expected text')),
    bounce: z.object({ type: z.string().nullish(), subType: z.string().nullish() }).nullish(),
    failed: z.object({ reason: z.string().nullish() }).nullish(),
    suppressed: z
      .object({
        reason: z.string().nullish(),
        type: z.string().nullish(),
        message: z.string().nullish(),
      })
      .nullish(),
  }),
});

/** Something that Resend tells; `POST /webhooks/resend` takes every type. */
export const resendBody = z.object({
  type: z.string(),
  created_at: z.string(),
  data: z.object({}),
});

/**
 * Something happened to an email. Events of emails that are none of ours start nothing.
 * Source: Resend's webhook event types.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readResend(body: unknown, now: Date): DeliveryReport | IgnoredEvent {
  const { type, data } = readBody(envelope, body);
  const eventType = type.toLowerCase();
  if (!isDeliveryEvent(eventType)) {
    return notUsed(`Events of the type ${quote(type)} decide nothing.`);
  }
  const ours = tags.safeParse(z.object({ tags: z.unknown() }).safeParse(data).data?.tags);
  if (!ours.success) return notUsed('The email carries no tags of ours.');
  const { contact, sequence, event, email } = ours.data;
  const told = readBody(deliveryBody, body);
  const { email_id, to, bounce, failed, suppressed } = told.data;
  return {
    event: eventType,
    // A stop of tomorrow could not be taken back today.
    at: new Date(Math.min(Date.parse(told.created_at), now.getTime())).toISOString(),
    emailId: email_id,
    email: to,
    contactKey: contact,
    runId: [sequence, contact, event].filter(Boolean).join('/'),
    number: Number(email),
    ...dropMissing({
      bounceType: wordOf(bounce?.type),
      reason: wordOf(bounce?.subType ?? failed?.reason ?? reasonOf(suppressed)),
    }),
  };
}

function isDeliveryEvent(type: string): type is DeliveryEvent {
  return Object.hasOwn(deliveryEvents, type);
}

function notUsed(message: string): IgnoredEvent {
  return { ignored: 'event_not_used', message };
}

function quote(type: string): string {
  return JSON.stringify(type.slice(0, 60));
}

type Suppressed = z.infer<typeof deliveryBody>['data']['suppressed'];

/** Its description has a reason, its SDK's type only a message and a type that may tell as much. */
function reasonOf(suppressed: Suppressed): string | undefined {
  const { reason, type, message } = suppressed ?? {};
  if (reason) return reason;
  const isComplaint = [type, message].some((words) =>
    /complain/i.test(words?.slice(0, 1_000) ?? ''),
  );
  if (isComplaint) return 'complaint';
  // Of a list the usual reason is a bounce.
  return type && !/list|bounce/i.test(type) ? type : undefined;
}

/** A reason in Resend's own words; free text may quote the address, and stays out. */
function wordOf(reason: string | null | undefined): string | undefined {
  return reason && reason.length <= 80 && /^\w[\w -]*$/.test(reason) ? reason : undefined;
}
