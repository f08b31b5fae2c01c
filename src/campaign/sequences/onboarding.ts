import { defineSequence } from '../../domain/plan/sequence.js';

/** After the payment: what a new client needs to know. Goes on after an unsubscribe. */
export const onboarding = defineSequence({
  name: 'onboarding',
  trackerName: 'onboarding',
  kind: 'transactional',
  base: 'acceptance',
  campaignStatus: 'Onboarding',
  stop: 'paid',
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: 'onboarding_phase1_email_1', after: '1 hour',   testing: '1 minute'  },
    { number: 2, template: 'onboarding_phase1_email_2', after: '24 hours', testing: '2 minutes' },
    { number: 3, template: 'onboarding_phase1_email_3', after: '72 hours', testing: '3 minutes' },
  ],
});
