import type { Evidence } from '../../proofs/judge/evidence.js';
import {
  alert,
  ann,
  dora,
  eve,
  fateOf,
  found,
  incident,
  isNotThere,
  rowOf,
  runOf,
  stepOf,
  typed,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** What is as it should be, though a hasty judge would find fault with it. */
export const harmless: readonly [what: string, doctor: (evidence: Evidence) => void][] = [
  [
    'unsubscribed, taken back, and mailed after that',
    (e) => {
      const stopMs = startMs - 2 * hourMs;
      const call = { body: {}, status: 202, atMs: stopMs, answeredMs: stopMs };
      const stop = { name: 'unsubscribed', address: 'eve@salon.example' };
      const path = '/contacts/ann%40salon.example/resubscribe';
      e.calls.push(
        { ...call, path: '/unsubscribe/token', stop: { ...stop, address: 'ann@salon.example' } },
        { ...call, path, atMs: startMs - hourMs, answeredMs: startMs - hourMs },
        { ...call, path: '/unsubscribe/token', stop },
      );
      found(e.contacts.find(({ email }) => email === 'eve@salon.example')).emailStatus =
        'Unsubscribed';
    },
  ],
  [
    'unsubscribed while somebody who was asked before is still taking it back, and mailed after that',
    (e) => {
      const stopMs = startMs - 2 * hourMs;
      const call = { body: {}, status: 202, atMs: stopMs, answeredMs: stopMs };
      const path = '/contacts/ann%40salon.example/resubscribe';
      const stop = { name: 'unsubscribed', address: 'ann@salon.example' };
      e.calls.push(
        { ...call, path, atMs: stopMs - 2_000, answeredMs: stopMs + 1_000 },
        { ...call, path: '/unsubscribe/token', stop },
      );
    },
  ],
  [
    'runs that ended by themselves, of which somebody was told, also that it was over',
    (e) => {
      const endMs = startMs + hourMs;
      e.executions.push(incident(startMs, { how: 'completed', atMs: endMs }, 'watch-broken'));
      const text = (title: string) => `${title}\nincident/watch-broken http://ui`;
      e.alerts.push(
        { atMs: startMs + 1_000, text: text('Something is wrong') },
        { atMs: endMs, text: text('That is over') },
      );
    },
  ],
  [
    'a booking that was so already when the run began',
    (e) =>
      e.edits.push(
        { ...typed('ann', 'Booked', startMs - hourMs), what: 'bookingStatus' },
        { ...typed('ann', 'Booked', startMs + 30 * hourMs), what: 'bookingStatus' },
      ),
  ],
  [
    'an outcome of the call that a form tool has left unfilled',
    (e) =>
      Object.assign(found(e.calls.find(({ answer }) => answer?.['id'] === dora)).body, {
        call_outcome: '{{call.outcome}}',
      }),
  ],
  [
    'a text that was replaced while an email was made ready',
    (e) =>
      e.copy.push({
        template: '5-Day E3',
        fromMs: stepOf(e, ann, 'prepareEmail', 1).atMs - 30_000,
        mark: 'v2',
      }),
  ],
  [
    'no answer, and an attempt of which nobody knows',
    (e) => {
      const lost = found(runOf(e, eve).steps.filter(({ name }) => name === 'sendEmail')[1]);
      Object.assign(lost, { ended: 'timed out', result: undefined });
      isNotThere(e, `${eve}/2`);
      Object.assign(fateOf(e, eve, 2), { outcome: 'unknown', reason: 'no answer', resendId: null });
      const row = rowOf(e, `${eve}/2`);
      Object.assign(row, { status: 'unknown', reason: 'no answer', resendId: null });
      alert(e, `An email may or may not have been sent: email 2 (x)`);
    },
  ],
];
