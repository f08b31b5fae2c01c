import { amountOrText, flag, link, text, textBlock, textList } from '../../domain/event/fields.js';
import { defineSequence } from '../define/define-sequence.js';

/** Characters of no width, which copied words may bring along. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** After the payment: what a new client needs to know. Goes on after an unsubscribe. */
export const onboarding = defineSequence({
  name: 'onboarding',
  kind: 'transactional',
  because: 'you became a client',
  ends: 'marketing',
  endsAs: 'paid',
  notion: { type: 'onboarding', status: 'Onboarding' },
  event: {
    what: 'Someone became a client. Nothing starts before the payment is confirmed.',
    fields: {
      payment_confirmed: flag,
      payment_status: text,
      payment_amount: amountOrText,
      payment_date: text,
      docusign_completed: flag,
      salon_address: textBlock,
      observation_dates: textList,
      start_date: text,
      package_type: text,
      portal_url: link,
      diagnostic_call_date: text,
    },
    oneOf: ['payment_confirmed', 'payment_status'],
    hidden: ['payment_confirmed', 'payment_status'],
    // Both may be given; where they contradict each other, it is not paid.
    ignore: {
      reason: 'payment_not_confirmed',
      message: 'The payment is not confirmed yet.',
      when: ({ payment_confirmed = true, payment_status = 'paid' }) =>
        !payment_confirmed || !/^(paid|completed)$/i.test(payment_status.replaceAll(unseen, '')),
    },
    notices: [
      {
        when: ({ docusign_completed }) => docusign_completed === false,
        warning: 'docusign_completed is false: the contract is open',
        alert: 'contract_open',
      },
    ],
    copy: [
      'payment_amount',
      'package_type',
      'salon_address',
      'observation_dates',
      'start_date',
      'portal_url',
      'diagnostic_call_date',
    ],
    example: { payment_confirmed: true, package_type: 'Phase 1', start_date: 'January 12' },
  },
  sandbox: { button: 'pays' },
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: 'onboarding_phase1_email_1', after: '1 hour',   testing: '1 minute'  },
    { number: 2, template: 'onboarding_phase1_email_2', after: '24 hours', testing: '2 minutes' },
    { number: 3, template: 'onboarding_phase1_email_3', after: '72 hours', testing: '3 minutes' },
  ],
});
