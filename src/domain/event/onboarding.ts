import { z } from 'zod';
import { dropMissing } from '../drop-missing.js';
import {
  type AcceptedEvent,
  type IgnoredEvent,
  personFields,
  readBody,
  splitPerson,
} from './event.js';
import { amountOrText, flag, text, textBlock, textList } from './fields.js';

export const onboardingBody = z.object({
  ...personFields,
  payment_confirmed: flag,
  payment_status: text,
  payment_amount: amountOrText,
  payment_date: text,
  docusign_completed: flag,
  salon_address: textBlock,
  observation_dates: textList,
  start_date: text,
  package_type: text,
  portal_url: text,
  diagnostic_call_date: text,
});

export const paymentFields = ['payment_confirmed', 'payment_status'];

/**
 * Someone became a client. Nothing starts before the payment is confirmed.
 * @throws {InvalidEvent} naming every faulty field at once.
 */
export function readOnboarding(body: unknown, now: Date): AcceptedEvent | IgnoredEvent {
  const { contact, rest } = splitPerson(readBody(onboardingBody, body, paymentFields));
  const { payment_confirmed: confirmed, payment_status: status, ...data } = rest;
  if (!isPaid(confirmed, status)) {
    return { ignored: 'payment_not_confirmed', message: 'The payment is not confirmed yet.' };
  }
  const warnings =
    data.docusign_completed === false ? ['docusign_completed is false: the contract is open'] : [];
  return { contact, data: dropMissing(data), segment: null, base: now, warnings };
}

/** Both may be given; where they contradict each other, it is not paid. */
function isPaid(confirmed: boolean | undefined, status: string | undefined): boolean {
  const isStatusPaid = status === undefined || /^(paid|completed)$/i.test(status);
  return isStatusPaid && (confirmed ?? true);
}
