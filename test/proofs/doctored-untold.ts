import {
  ann,
  callOf,
  control,
  type Doctored,
  eve,
  found,
  inputOf,
  requestOf,
  rowOf,
  runOf,
  typed,
  update,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** Evidence of which a part is missing, or that another part does not bear out. */
export const doctoredUntold: readonly Doctored[] = [
  ['I1', 'no request to Resend was kept', (e) => (e.requests = [])],
  ['I5', 'no call was kept', (e) => (e.calls = [])],
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
    'I5',
    'sending off, and no switch that knows it',
    (e) => e.calls.push({ ...control('', startMs), path: '/switch', body: { sending: false } }),
  ],
  ['I5', 'taken, and no run named', (e) => delete callOf(e, ann).answer?.['id']],
  [
    'I5',
    'ignored, though somebody has paid',
    (e) => {
      const answer = { status: 'ignored' };
      e.calls.push({ ...callOf(e, eve), status: 200, answer, body: { payment_confirmed: true } });
    },
  ],
  [
    'I7',
    'an unsubscribe that is written as a bounce',
    (e) => (found(e.contacts.at(-1)).emailStatus = 'Bounced'),
  ],
  [
    'I12',
    'a task that failed by its size',
    (e) => {
      const name = 'WORKFLOW_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE';
      runOf(e, ann).steps.push({ ...update(name, startMs), what: 'task failed' });
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
];
