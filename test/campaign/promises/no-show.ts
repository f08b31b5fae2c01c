import type { Promises } from './promises.js';

const told = {
  scheduled_time: '2025-12-01T09:00Z',
  event_type: 'Strategy call',
  reschedule_url: 'https://c.example/r/1',
};

export const promises: Promises = {
  kind: 'marketing',
  // biome-ignore format: a calendar
  calendar: [
    { template: 'noshow_recovery_email_1', after: '5 min', testing: '1 min' },
    { template: 'noshow_recovery_email_2', after: '24 h',  testing: '2 min' },
    { template: 'noshow_recovery_email_3', after: '48 h',  testing: '3 min' },
  ],
  notion: { type: 'noshow', status: 'No-Show Recovery', booking: 'No-Show' },
  because: 'we had a call in the calendar that did not happen',
  occasion: /[0-9a-f]{16}/,
  ends: ['assessment', 'no-show'],
  least: { event_id: 'AB12' },
  full: { calendly_event_uri: 'https://api.example/scheduled_events/AB12', ...told },
  carried: told,
  ignored: [],
  faulty: [
    ['an address that is none', { email: 'x', event_id: ' ' }, ['email', 'calendly_event_uri']],
    ['no call', { event_id: null, calendly_event_id: '' }, ['calendly_event_uri']],
    ['a call by number', { event_id: 5 }, ['event_id']],
    ['a call that is no text', { calendly_event_id: {} }, ['calendly_event_id']],
    ['a call of over 200 characters', { event_id: 'x'.repeat(201) }, ['event_id']],
  ],
};
