import { defineSequence } from '../../domain/plan/sequence.js';

/** After a missed call: three chances to pick another time. */
export const noShow = defineSequence({
  name: 'no-show',
  trackerName: 'noshow',
  kind: 'marketing',
  base: 'acceptance',
  campaignStatus: 'No-Show Recovery',
  stop: 'no-show',
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: 'noshow_recovery_email_1', after: '5 minutes', testing: '1 minute'  },
    { number: 2, template: 'noshow_recovery_email_2', after: '24 hours',  testing: '2 minutes' },
    { number: 3, template: 'noshow_recovery_email_3', after: '48 hours',  testing: '3 minutes' },
  ],
});
