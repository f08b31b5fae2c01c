import { DAY, HOUR, MINUTE, SECOND } from '../duration.js';
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

/** The events of Resend that say what became of an email; opens and clicks decide nothing. */
export const deliveryEvents = {
  'email.sent': 'sent',
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

/** What the column says after a further event: it only moves up, whatever the order. */
export function raiseDelivery(known: string | null, told: Delivery): Delivery {
  const rank = deliveries.findIndex((word) => word === known);
  return deliveries[Math.max(rank, deliveries.indexOf(told))] ?? told;
}

/** What stops the person's mail for good, if this does. */
export function stopOf({
  event,
  bounceType,
  reason = '',
}: DeliveryReport): LastingCause | undefined {
  if (event === 'email.complained') return 'complained';
  if (event === 'email.bounced') return bounceType === 'Permanent' ? 'bounced' : undefined;
  if (event !== 'email.suppressed') return undefined;
  if (/complaint/i.test(reason)) return 'complained';
  return /bounce/i.test(reason) ? 'bounced' : undefined;
}

/** Whether a person has to look: the email is lost, and no stop says why. */
export function isLost(report: DeliveryReport): boolean {
  return (
    report.event === 'email.failed' || (report.event === 'email.suppressed' && !stopOf(report))
  );
}

/**
 * When to look again for a row that is not there yet, in ms: often at first, as rows are written soon
 * after their email; undefined when it is given up.
 */
export function rowPauseMs(waitedMs: number): number | undefined {
  if (waitedMs < MINUTE) return 2 * SECOND;
  if (waitedMs < HOUR) return 30 * SECOND;
  return waitedMs < DAY ? HOUR : undefined;
}
