import type { Promises } from './promises.js';

export const promises: Promises = {
  kind: 'marketing',
  // biome-ignore format: a calendar
  calendar: [
    { template: 'postcall_maybe_email_1', after: '1 h',   testing: '1 min' },
    { template: 'postcall_maybe_email_2', after: '72 h',  testing: '2 min' },
    { template: 'postcall_maybe_email_3', after: '168 h', testing: '3 min' },
  ],
  notion: { type: 'postcall', status: 'Post-Call Follow-Up', booking: 'Completed' },
  because: 'we talked, and you said "maybe"',
  occasion: /\d{4}-\d\d-\d\d|call|[0-9a-f]{16}/,
  ends: ['assessment', 'no-show', 'post-call'],
  least: {},
  full: {
    call_date: '2025-12-01',
    call_outcome: 'Maybe',
    call_notes: 'private',
    objections: ['price', 'time'],
    follow_up_priority: 'high',
    interest_level: 'warm',
  },
  unseen: /private/,
  ignored: ['Yes', 'no', 'not maybe', 'may be', 'perhaps'].map((call_outcome) => [
    { call_outcome },
    'not_a_maybe',
  ]),
  faulty: [
    ['an objection that is no text', { objections: ['a', 'b', 'c', 5] }, ['objections.3']],
    [
      'over fifty objections',
      { objections: Array.from({ length: 51 }, () => 'x') },
      ['objections'],
    ],
    ['one objection of over 200 characters', { objections: 'x'.repeat(201) }, ['objections']],
    ['objections that are no list', { objections: { a: 1 } }, ['objections']],
    ['an outcome that is no text', { call_outcome: false }, ['call_outcome']],
    ['notes over 2,000 characters', { call_notes: 'x'.repeat(2_001) }, ['call_notes']],
    ['a line break elsewhere', { interest_level: 'a\nb' }, ['interest_level']],
    ['a NUL in notes', { call_notes: 'a\u0000b' }, ['call_notes']],
    ['what is faulty though nobody said maybe', { email: 'x', call_outcome: 'No' }, ['email']],
  ],
};
