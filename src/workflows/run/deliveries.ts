import type { PlannedEmail } from '../../domain/plan/plan.js';
import {
  type DeliveryMessage,
  deliveryEvents,
  isGood,
  isLost,
  raiseDelivery,
  type Told,
  takeDelivery,
} from '../../domain/run/delivery.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import type { Run } from './run.js';

/** What Resend has told of emails before the run knew what became of them. */
export class Deliveries {
  /** By number, then by Resend's id. */
  private readonly early = new Map<number, Map<string, string>>();

  /** @returns whether that is news. */
  keep(number: number, { emailId, delivery }: Told): boolean {
    const known = this.early.get(number) ?? new Map<string, string>();
    this.early.set(number, known);
    const before = known.get(emailId);
    const after = raiseDelivery(before, delivery);
    known.set(emailId, after);
    return after !== before;
  }

  /** An email whose fate was decided just now, as what was told before leaves it. */
  settle(email: PlannedEmail): PlannedEmail {
    const told = [...(this.early.get(email.number) ?? [])];
    return told.reduce(
      (settled, [emailId, delivery]) => takeDelivery(settled, { emailId, delivery }),
      email,
    );
  }
}

/**
 * Takes in what Resend tells of an email. It wakes nobody: the schedule is the same after it. Good news
 * goes to Notion with whatever the run writes there next, and all else at once.
 */
export function hearDelivery(run: Run, message: DeliveryMessage): void {
  const { number, event, emailId, reason } = message;
  const email = run.fates.of(number);
  const told = { emailId, delivery: deliveryEvents[event] };
  if (!email || !take(run, email, told)) return;
  if (isLost(message)) {
    run.alert('delivery_failed', email, [event, reason].filter(Boolean).join(', '));
  }
  run.shown.refresh();
}

/** @returns whether it is news of a mail that this run has sent, or is about to. */
function take(run: Run, email: PlannedEmail, told: Told): boolean {
  const { number, state } = email;
  if (state === 'scheduled') return run.deliveries.keep(number, told);
  const after = takeDelivery(email, told);
  if (run.fates.replace([after]).length === 0) return false;
  if (after.state !== state) {
    run.note({ at: new Date().toISOString(), what: `email ${number} was sent`, by: 'Resend' });
  }
  if (after.state === state && isGood(told.delivery)) run.news.addDelivery(number);
  else run.news.addRow(number);
  return true;
}

/** What the rows say already; they may have heard of it while no run was open. */
export function takeOverDeliveries({ fates }: Run, told: Enrolment['told'] = []): void {
  for (const { number, ...one } of told) {
    const email = fates.of(number);
    if (email) fates.replace([takeDelivery(email, one)]);
  }
}

/** Rows whose Delivery alone is new, to be written along with another row. */
export function takeDelivered(run: Run, along: number): { rowId: string; delivery: string }[] {
  const rowIds = run.person.enrolment?.rowIds ?? {};
  return run.news.takeDeliveries().flatMap((number) => {
    const delivery = run.fates.of(number)?.delivery;
    const rowId = rowIds[number];
    return delivery && rowId && number !== along ? [{ rowId, delivery }] : [];
  });
}
