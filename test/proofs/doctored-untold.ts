import type { Evidence } from '../../proofs/judge/evidence.js';
import {
  ann,
  ben,
  type Doctored,
  dora,
  eve,
  fateOf,
  found,
  inputOf,
  mailOf,
  rowOf,
  runOf,
  stepOf,
  summaryOf,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** Evidence of which a part is missing, or in which nothing that was told is true. */
export const doctoredUntold: readonly Doctored[] = [
  ['I1', 'no request to Resend was kept', (e) => (e.requests = [])],
  ['I5', 'no call was kept', (e) => (e.calls = [])],
  ['I6', 'ended, and told nothing', (e) => delete runOf(e, ann).closed?.result],
  ['I6', 'cancelled half way', (e) => (found(runOf(e, ann).closed).how = 'canceled')],
  [
    'I6',
    'to go on in an execution that is not there',
    (e) => (runOf(e, ann).closed = { how: 'continued_as_new', atMs: startMs + 50 * hourMs }),
  ],
  ['I7', 'no contact was kept', (e) => (e.contacts = [])],
  ['I8', 'no log was kept', (e) => (e.surfaces = [])],
  ['I8', 'a log of another time', (e) => (found(e.surfaces[0]).text = 'the worker is running')],
  ['I8', 'nobody to look for', (e) => (e.canaries = [])],
  ['I12', 'none of the histories replayed', (e) => (e.replays = [])],
  ['I12', 'one history not replayed', (e) => e.replays?.pop()],
  [
    'I3',
    'a stop that the next execution of the run does not know of',
    (e) => {
      const first = runOf(e, ann);
      const atMs = startMs + 60 * hourMs;
      const after = first.steps.filter((one) => one.atMs > atMs);
      first.steps = first.steps.filter((one) => one.atMs <= atMs);
      const input = { cause: 'operator' };
      const stopMs = atMs - hourMs;
      first.steps.push({ atMs: stopMs, what: 'signal', name: 'stop', input, clockMs: stopMs });
      e.executions.push({
        ...first,
        runId: `${ann}-2`,
        startedMs: atMs,
        input: { ...inputOf(e, ann), carried: {} },
        steps: after,
      });
      first.closed = { how: 'continued_as_new', atMs };
    },
  ],
  [
    'I3',
    'unsubscribed in Notion before the run began',
    (e) => e.edits.push(typed('ann', 'Unsubscribed', startMs - hourMs)),
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

const typed = (who: string, value: string, atMs: number): Evidence['edits'][number] => ({
  atMs,
  email: `${who}@salon.example`,
  what: 'emailStatus',
  value,
});

function isNotThere(e: Evidence, key: string): void {
  e.requests = e.requests.filter((one) => one.key !== key);
  e.mails = e.mails.filter((one) => one.key !== key);
}

/** Operators hear of an email of Eve's. */
function alert(e: Evidence, title: string): void {
  e.alerts.push({ atMs: startMs + 25 * hourMs, text: `${title}\nDo something.\n${eve} http://ui` });
}

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
      const lost = found(
        runOf(e, eve).steps.filter(({ name }) => name === 'sendEmail')[1],
      );
      Object.assign(lost, { ended: 'timed out', result: undefined });
      isNotThere(e, `${eve}/2`);
      Object.assign(fateOf(e, eve, 2), { outcome: 'unknown', reason: 'no answer', resendId: null });
      const row = rowOf(e, `${eve}/2`);
      Object.assign(row, { status: 'unknown', reason: 'no answer', resendId: null });
      alert(e, `An email may or may not have been sent: email 2 (x)`);
    },
  ],
];
