import type { Evidence, Execution, Step } from '../../proofs/judge/evidence.js';
import {
  alert,
  ann,
  ben,
  type Doctored,
  dora,
  eve,
  fateOf,
  found,
  inputOf,
  isNotThere,
  mailOf,
  requestOf,
  rowOf,
  runOf,
  summaryOf,
  typed,
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
  [
    'I1',
    'accepted, though all that was asked for was refused',
    (e) => (requestOf(e, `${ann}/2`).status = 422),
  ],
  [
    'I5',
    'a control that was answered well, and that no history knows',
    (e) => e.calls.push(control('pause', startMs + 3 * hourMs)),
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
  ['I7', 'a row of another template', (e) => (rowOf(e, `${ann}/2`).template = '5day')],
  ['I7', 'a row that names another sender', (e) => (rowOf(e, `${ann}/2`).sentBy = 'website')],
  ['I7', 'a row of somebody else', (e) => (rowOf(e, `${ann}/2`).email = 'ben@salon.example')],
  [
    'I7',
    'a booking that Notion does not show',
    (e) => (found(e.contacts.find((one) => one.bookingStatus)).bookingStatus = null),
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
    (e) => runOf(e, ann).steps.push(update('sendNow', startMs + 3 * hourMs)),
  ],
  ['I10', 'the body of another template', (e) => (mailOf(e, `${ann}/2`).body = '(5-Day E3 v1)')],
  [
    'I10',
    'everything of somebody else',
    (e) => {
      const posted = found(e.calls.find(({ answer }) => answer?.['id'] === ann));
      posted.body['email'] = 'anna@salon.example';
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

const control = (name: string, atMs: number): Evidence['calls'][number] => ({
  atMs,
  answeredMs: atMs + 20,
  path: `/runs/${encodeURIComponent(ann)}/${name}`,
  body: {},
  status: 200,
});
const update = (name: string, atMs: number): Step => ({
  atMs,
  what: 'update',
  name,
  input: {},
  clockMs: atMs,
});
const incident = (startedMs: number, closed?: Execution['closed']): Execution => ({
  workflowId: 'incident/resend',
  runId: '',
  type: 'incident',
  startedMs,
  input: {},
  steps: [],
  ...(closed && { closed }),
});
