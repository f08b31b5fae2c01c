import { link, text } from '../../domain/event/fields.js';
import { callKey } from '../../domain/event/missed-call.js';
import { defineSequence } from '../define/define-sequence.js';

/** After a missed call: three chances to pick another time. */
export const noShow = defineSequence({
  name: 'no-show',
  kind: 'marketing',
  because: 'we had a call in the calendar that did not happen',
  ends: ['assessment', 'no-show'],
  notion: { type: 'noshow', status: 'No-Show Recovery', booking: 'No-Show' },
  event: {
    what: 'Someone missed a call.',
    fields: {
      calendly_event_uri: text,
      calendly_event_id: text,
      event_id: text,
      scheduled_time: text,
      event_type: text,
      reschedule_url: link,
    },
    oneOf: ['calendly_event_uri', 'calendly_event_id', 'event_id'],
    hidden: ['calendly_event_uri', 'calendly_event_id', 'event_id'],
    copy: ['scheduled_time', 'event_type', 'reschedule_url'],
    // One run per missed call, however the call is named.
    occasion: ({ calendly_event_uri, calendly_event_id, event_id = '' }) =>
      callKey(calendly_event_uri ?? calendly_event_id ?? event_id),
    missedCall: ({ call, title, scheduledAt, rescheduleUrl }) => ({
      event_id: call,
      event_type: title,
      scheduled_time: scheduledAt,
      reschedule_url: rescheduleUrl,
    }),
    example: {
      event_id: 'call-1',
      event_type: 'Strategy call',
      reschedule_url: 'https://calendar.evergreen.example',
    },
  },
  sandbox: { button: 'misses a call', fresh: 'event_id' },
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: 'noshow_recovery_email_1', after: '5 minutes', testing: '1 minute'  },
    { number: 2, template: 'noshow_recovery_email_2', after: '24 hours',  testing: '2 minutes' },
    { number: 3, template: 'noshow_recovery_email_3', after: '48 hours',  testing: '3 minutes' },
  ],
});
