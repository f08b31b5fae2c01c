import { defineSequence } from '../../domain/plan/sequence.js';

/** The five days after an assessment. The website has sent #1 before we hear of it; we send the rest. */
export const assessment = defineSequence({
  name: 'assessment',
  trackerName: '5day',
  kind: 'marketing',
  base: 'email_1_sent_at',
  campaignStatus: 'Nurture Sequence',
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: '5-Day E1', sentBy: 'website'                       },
    { number: 2, template: '5-Day E2', after: '24 hours',  testing: '1 minute'  },
    { number: 3, template: '5-Day E3', after: '72 hours',  testing: '2 minutes' },
    { number: 4, template: '5-Day E4', after: '96 hours',  testing: '3 minutes' },
    { number: 5, template: '5-Day E5', after: '120 hours', testing: '4 minutes' },
  ],
});
