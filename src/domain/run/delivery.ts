import { DAY, HOUR, SECOND } from '../duration.js';
import type { PlannedEmail } from '../plan/plan.js';
import type { LastingCause } from './stop.js';

/** What Resend tells of an email after it took it. */

/**
 * What the column Delivery of the tracker may say, from least to most. The three ways not to arrive
 * have an order too, so that events in any order come to the same.
 */
export const deliveries = [
  'sent',
  'delayed',
  'delivered',
  'bounced',
  'suppressed',
  'failed',
  'complained',
] as const;

export type Delivery = (typeof deliveries)[number];

/**
 * The events of Resend that say what became of an email. That it was sent is known by then, and opens and
 * clicks decide nothing.
 */
export const deliveryEvents = {
  'email.delivery_delayed': 'delayed',
  'email.delivered': 'delivered',
  'email.bounced': 'bounced',
  'email.suppressed': 'suppressed',
  'email.failed': 'failed',
  'email.complained': 'complained',
} as const satisfies Record<string, Delivery>;

export type DeliveryEvent = keyof typeof deliveryEvents;

/** One event of Resend about one email of ours. */
export interface DeliveryReport {
  event: DeliveryEvent;
  /** ISO instant, by Resend's clock. */
  at: string;
  /** Resend's id of the email. */
  emailId: string;
  /** Where it went. */
  email: string;
  contactKey: string;
  /** The run's workflow id, and the email's number in it. */
  runId: string;
  number: number;
  /** Of a bounce: Permanent, Transient or Undetermined. */
  bounceType?: string;
  /** Why, in one word of Resend's, where it gives one. */
  reason?: string;
}

/** What a run is told of one of its emails. */
export type DeliveryMessage = Pick<DeliveryReport, 'event' | 'emailId' | 'number' | 'reason'>;

/** The part of a report that a run needs: its history keeps it for as long as it lives. */
export function messageOf({ event, emailId, number, reason }: DeliveryReport): DeliveryMessage {
  return { event, emailId, number, ...(reason && { reason }) };
}

/** What the column says after a further event: it only moves up, whatever the order. */
export function raiseDelivery(known: string | null | undefined, told: string): string {
  return deliveries[Math.max(rankOf(known), rankOf(told))] ?? told;
}

/** Whether an email with this delivery is on its way or there, as nearly all are. */
export function isGood(delivery: string): boolean {
  return rankOf(delivery) <= rankOf('delivered');
}

function rankOf(delivery: string | null | undefined): number {
  return deliveries.findIndex((word) => word === delivery);
}

/** What Resend has told of the email that it knows by this id. */
export interface Told {
  emailId: string;
  delivery: string;
}

/**
 * An email as Resend's word leaves it: one of which nobody knew whether it was sent, was. Word of another
 * mail under the same number, as one that was sent again, changes nothing.
 */
export function takeDelivery(email: PlannedEmail, { emailId, delivery }: Told): PlannedEmail {
  if (email.state === 'unknown') {
    const { reason: _, ...known } = email;
    return { ...known, state: 'sent', resendId: emailId, delivery };
  }
  if (email.state !== 'sent' || (email.resendId ?? emailId) !== emailId) return email;
  return { ...email, resendId: emailId, delivery: raiseDelivery(email.delivery, delivery) };
}

type StopReason = Pick<DeliveryReport, 'event' | 'bounceType' | 'reason'>;

/** What stops the person's mail for good, if this does. Letters may come in any case. */
export function stopOf({
  event,
  bounceType = '',
  reason = '',
}: StopReason): LastingCause | undefined {
  if (event === 'email.complained') return 'complained';
  if (event === 'email.bounced') return /^permanent$/i.test(bounceType) ? 'bounced' : undefined;
  if (event !== 'email.suppressed') return undefined;
  if (/complaint/i.test(reason)) return 'complained';
  // Without a reason it is the usual one.
  return !reason || /bounce/i.test(reason) ? 'bounced' : undefined;
}

/** Whether a person has to look: the email is lost, and no stop says why. */
export function isLost(report: StopReason): boolean {
  return (
    report.event === 'email.failed' || (report.event === 'email.suppressed' && !stopOf(report))
  );
}

/**
 * When to look again for a row that is not there, in ms: soon at first, as rows are written soon after
 * their email, then ever later; undefined when it is given up after a day.
 */
export function rowPauseMs(waitedMs: number): number | undefined {
  return waitedMs < DAY ? Math.min(Math.max(4 * waitedMs, 2 * SECOND), 6 * HOUR) : undefined;
}
