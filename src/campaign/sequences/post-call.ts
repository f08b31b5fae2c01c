import { defineSequence } from '../../domain/plan/sequence.js';

/** After a call that ended in "maybe": what was said, an answer, a friendly last word. */
export const postCall = defineSequence({
  name: 'post-call',
  trackerName: 'postcall',
  kind: 'marketing',
  base: 'acceptance',
  campaignStatus: 'Post-Call Follow-Up',
  stop: 'post-call',
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: 'postcall_maybe_email_1', after: '1 hour',    testing: '1 minute'  },
    { number: 2, template: 'postcall_maybe_email_2', after: '72 hours',  testing: '2 minutes' },
    { number: 3, template: 'postcall_maybe_email_3', after: '168 hours', testing: '3 minutes' },
  ],
});
