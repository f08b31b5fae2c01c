import { text, textBlock, textList } from '../../domain/event/fields.js';
import { shortHash } from '../../domain/event/missed-call.js';
import { readInstant } from '../../domain/event/time.js';
import { defineSequence } from '../define/define-sequence.js';

/** After a call that ended in "maybe": what was said, an answer, a friendly last word. */
export const postCall = defineSequence({
  name: 'post-call',
  kind: 'marketing',
  because: 'we talked, and you said "maybe"',
  ends: ['assessment', 'no-show'],
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

/**
 * Calls count by day: the date as given, on the calendar of whoever gives it, whatever its time and
 * offset; other words stand for themselves.
 */
function callDay(callDate: string | undefined): string {
  if (callDate === undefined) return 'call';
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(callDate) ?? [];
  if (year && readInstant(callDate)) return `${year}-${month}-${day}`;
  return shortHash(callDate.toLowerCase());
}
