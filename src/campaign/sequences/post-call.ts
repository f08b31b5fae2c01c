import { readCallDay } from '../../domain/event/call-day.js';
import { text, textBlock, textList } from '../../domain/event/fields.js';
import { shortHash } from '../../domain/event/missed-call.js';
import { defineSequence } from '../define/define-sequence.js';

/** After a call that ended in "maybe": what was said, an answer, a friendly last word. */
export const postCall = defineSequence({
  name: 'post-call',
  kind: 'marketing',
  because: 'we talked, and you said "maybe"',
  ends: ['assessment', 'no-show', 'post-call'],
  notion: { type: 'postcall', status: 'Post-Call Follow-Up', booking: 'Completed' },
  event: {
    what: 'A call has taken place. Only a "maybe" is followed up.',
    fields: {
      call_date: text,
      call_outcome: text.default('Maybe').meta({ description: 'missing means "Maybe"' }),
      call_notes: textBlock,
      objections: textList,
      follow_up_priority: text,
      interest_level: text,
    },
    ignore: {
      reason: 'not_a_maybe',
      message: 'Only the outcome "Maybe" is followed up.',
      when: ({ call_outcome }) => !/^maybe/i.test(call_outcome),
    },
    notices: [
      {
        when: ({ call_date }) => call_date !== undefined && !readCallDay(call_date),
        warning: 'call_date is no date that we know: its words alone tell this call from others',
      },
      {
        when: ({ call_date = '' }) => readCallDay(call_date)?.isGuess === true,
        warning: 'call_date may name two days: read as month/day/year; write it as 2025-12-31',
      },
    ],
    copy: ['call_date', 'call_outcome', 'objections'],
    occasion: ({ call_date }) => callDay(call_date),
    example: { call_date: '2025-12-01', call_outcome: 'Maybe', objections: ['price'] },
  },
  sandbox: { button: 'says "maybe" in a call' },
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: 'postcall_maybe_email_1', after: '1 hour',    testing: '1 minute'  },
    { number: 2, template: 'postcall_maybe_email_2', after: '72 hours',  testing: '2 minutes' },
    { number: 3, template: 'postcall_maybe_email_3', after: '168 hours', testing: '3 minutes' },
  ],
});

/** Calls count by day, on the calendar of whoever gives it; other words stand for themselves. */
function callDay(callDate: string | undefined): string {
  if (callDate === undefined) return 'call';
  return readCallDay(callDate)?.day ?? shortHash(callDate.toLowerCase());
}
