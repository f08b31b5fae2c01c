import type { PlannedEmail } from '../../domain/plan/plan.js';
import {
  type DeliveryMessage,
  deliveryEvents,
  isGood,
  isLost,
  type Told,
  takeDelivery,
} from '../../domain/run/delivery.js';
import type { Run } from './run.js';

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
  if (!isGood(told.delivery)) run.shown.showProgress();
}

/** @returns whether it is news of a mail that this run has sent, or is about to. */
function take(run: Run, email: PlannedEmail, told: Told): boolean {
  const { number, state } = email;
  if (state === 'scheduled') return run.earlyDeliveries.keep(number, told);
  const after = takeDelivery(email, told);
  if (run.fates.replace([after]).length === 0) return false;
  if (after.state !== state) {
    run.note({ at: new Date().toISOString(), what: `email ${number} was sent`, by: 'Resend' });
  }
  if (after.state === state && isGood(told.delivery)) run.books.addDelivery(number);
  else run.books.add(number);
  return true;
}

/** Rows whose Delivery alone is new, to be written along with those of other emails. */
export function takeDelivered(
  run: Run,
  along: readonly number[],
): { number: number; rowId: string; delivery: string }[] {
  const rowIds = run.person.enrolment?.rowIds ?? {};
  return run.books.takeDeliveries().flatMap((number) => {
    const delivery = run.fates.of(number)?.delivery;
    const rowId = rowIds[number];
    return delivery && rowId && !along.includes(number) ? [{ number, rowId, delivery }] : [];
  });
}
