import {
  alert,
  ann,
  ben,
  callOf,
  control,
  type Doctored,
  dora,
  eve,
  fateOf,
  found,
  incident,
  inputOf,
  isNotThere,
  mailOf,
  runOf,
  stepOf,
  summaryOf,
  update,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** Reasons, controls and texts that are not what happened. */
export const doctoredReasons: readonly Doctored[] = [
  ['I6', 'ended, and told nothing', (e) => delete runOf(e, ann).closed?.result],
  ['I6', 'cancelled half way', (e) => (found(runOf(e, ann).closed).how = 'canceled')],
  [
    'I6',
    'to go on in an execution that is not there',
    (e) => (runOf(e, ann).closed = { how: 'continued_as_new', atMs: startMs + 50 * hourMs }),
  ],
  [
    'I6',
    'a booking that nobody made',
    (e) => (e.calls = e.calls.filter(({ path }) => path !== '/webhooks/calcom')),
  ],
  ['I6', 'stopped by something else', (e) => (summaryOf(e, ben).outcome = 'stopped:operator')],
  ['I6', 'an email stopped by something else', (e) => (fateOf(e, ben, 3).reason = 'paid')],
  [
    'I6',
    'a booking that ends what it does not end',
    (e) => {
      const stop = { name: 'booked', address: 'eve@salon.example' };
      const atMs = startMs + hourMs;
      const call = { atMs, answeredMs: atMs, path: '/webhooks/calcom', body: {}, status: 202 };
      e.calls.push({ ...call, stop });
      Object.assign(fateOf(e, eve, 3), { outcome: 'stopped', reason: 'booked' });
    },
  ],
  [
    'I6',
    'suppressed for no reason',
    (e) => (e.calls = e.calls.filter(({ stop }) => stop?.name !== 'unsubscribed')),
  ],
  ['I6', 'skipped by nobody', (e) => (fateOf(e, dora, 2).reason = 'operator')],
  ['I6', 'skipped for a reason of its own', (e) => (fateOf(e, dora, 2).reason = 'no time')],
  [
    'I6',
    'failed, and Resend was never asked in vain',
    (e) => {
      isNotThere(e, `${eve}/2`);
      Object.assign(fateOf(e, eve, 2), { outcome: 'failed', reason: 'refused' });
      alert(e, `An email failed: email 2 (x)`);
    },
  ],
  [
    'I6',
    'in doubt, and nothing that may have gone',
    (e) => {
      isNotThere(e, `${eve}/2`);
      Object.assign(fateOf(e, eve, 2), { outcome: 'unknown', reason: 'no answer' });
      alert(e, `An email may or may not have been sent: email 2 (x)`);
    },
  ],
  [
    'I6',
    'a client who complains, and nobody who hears of it',
    (e) => {
      const atMs = startMs + 70 * hourMs;
      const stop = { name: 'complained', address: 'eve@salon.example' };
      const path = '/webhooks/resend';
      e.calls.push({ atMs, answeredMs: atMs, path, body: {}, status: 200, stop });
      summaryOf(e, eve).outcome = 'stopped:complained';
    },
  ],
  [
    'I6',
    'in doubt, though the answer was good',
    (e) => {
      Object.assign(fateOf(e, eve, 2), { outcome: 'unknown', reason: 'no answer' });
      alert(e, `An email may or may not have been sent: email 2 (x)`);
    },
  ],
  [
    'I9',
    'accepted when nobody had told of it',
    (e) => {
      const input = inputOf(e, eve);
      const later = (at: string) => new Date(Date.parse(at) + 1_500).toISOString();
      input.acceptedAt = later(input.acceptedAt);
      for (const email of input.emails) email.dueAt = later(email.dueAt);
    },
  ],
  [
    'I9',
    'a time without a zone that is not read as UTC',
    (e) => (callOf(e, ann).body['email_1_sent_at'] = '2026-01-05T15:00:00'),
  ],
  [
    'I10',
    'a page that was not read, and that is the one it knew',
    (e) => {
      e.looks.splice(
        e.looks.findIndex(({ pageId }) => pageId === 'ann-page'),
        1,
      );
      Object.assign(stepOf(e, ann, 'prepareEmail').result as object, { contactPageId: 'ann-page' });
    },
  ],
  [
    'I6',
    'an incident that nobody was told of',
    (e) => e.executions.push(incident(startMs, { how: 'completed', atMs: startMs + hourMs })),
  ],
  [
    'I6',
    'an incident that was told again and again',
    (e) => {
      e.executions.push(incident(startMs, { how: 'completed', atMs: startMs + hourMs }));
      e.alerts.push({ atMs: startMs + hourMs, text: 'It is mended\nincident/resend http://ui' });
      for (const atMs of [startMs + 1_000, startMs + 60_000]) {
        e.alerts.push({ atMs, text: 'Emails wait\nincident/resend http://ui' });
      }
    },
  ],
  [
    'I6',
    'runs that ended by themselves, of which nobody was told in these words',
    (e) => {
      const closed = { how: 'completed', atMs: startMs + hourMs };
      e.executions.push(incident(startMs, closed, 'watch-broken'));
      e.alerts.push({
        atMs: startMs + 1_000,
        text: 'Emails wait\nincident/watch-broken http://ui',
      });
    },
  ],
  [
    'I9',
    'an email that was to be skipped, and went',
    (e) => {
      e.calls.push(control('skip-next', startMs + 3 * hourMs));
      runOf(e, ann).steps.push(update('skipNext', startMs + 3 * hourMs));
    },
  ],
  [
    'I9',
    'an email that was to go now, and waited',
    (e) => {
      e.calls.push(control('send-now', startMs + 3 * hourMs));
      runOf(e, ann).steps.push(update('sendNow', startMs + 3 * hourMs));
    },
  ],
  ['I10', 'the body of another template', (e) => (mailOf(e, `${ann}/2`).body = '(5-Day E3 v1)')],
  [
    'I10',
    'the HTML of another template beside a text of its own',
    (e) => (mailOf(e, `${ann}/2`).body = '<p>(5-Day E3 v1)</p> (5-Day E2 v1)'),
  ],
  [
    'I10',
    'everything of somebody else',
    (e) => (callOf(e, ann).body['email'] = 'anna@salon.example'),
  ],
  ['I10', 'the name of another', (e) => (mailOf(e, `${ann}/2`).body = 'Hi ben@salon.example')],
  ['I10', 'a value that is null', (e) => (mailOf(e, `${ann}/2`).body = 'Hi null')],
  [
    'I10',
    'a text that was replaced long before',
    (e) => e.copy.push({ template: '5-Day E3', fromMs: startMs + 60 * hourMs, mark: 'v2' }),
  ],
  [
    'I10',
    'a text that came only later',
    (e) => {
      e.copy.push({ template: '5-Day E3', fromMs: startMs + 90 * hourMs, mark: 'v2' });
      mailOf(e, `${ann}/3`).subject = 'Hello v2';
    },
  ],
];
