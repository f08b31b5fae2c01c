import {
  ann,
  ben,
  cleo,
  type Doctored,
  dora,
  drop,
  eve,
  fay,
  found,
  requestOf,
  runOf,
  sendMore,
  stepOf,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** In what is sent, to whom and when. */
export const doctoredSending: readonly Doctored[] = [
  ['I1', 'accepted twice under its key', (e) => sendMore(e, `${ann}/2`, `${ann}/2`, 500)],
  ['I1', 'the number of the attempt in the key', (e) => sendMore(e, `${ann}/2/2`, `${ann}/2`, 500)],
  ['I1', 'a key without a number', (e) => sendMore(e, ann, `${ann}/2`, 500)],
  [
    'I1',
    'sent again though nobody asked for it',
    (e) => sendMore(e, `${ann}/2/again-1`, `${ann}/2`, hourMs),
  ],
  [
    'I1',
    'other bytes at the second attempt',
    (e) =>
      e.requests.push({
        ...requestOf(e, `${ann}/2`),
        atMs: startMs + 25 * hourMs,
        bodyHash: 'other',
      }),
  ],
  [
    'I1',
    'a key that is used for longer than it lives',
    (e) => e.requests.push({ ...requestOf(e, `${cleo}/3`), atMs: startMs + 97 * hourMs }),
  ],
  [
    'I1',
    'told as sent, and never accepted',
    (e) => (e.mails = e.mails.filter(({ key }) => key !== `${ann}/3`)),
  ],
  ['I2', 'an hour before it is due', (e) => (requestOf(e, `${ann}/3`).atMs -= hourMs)],
  ['I2', 'sent after its grace', (e) => (requestOf(e, `${ann}/3`).atMs += 25 * hourMs)],
  [
    'I2',
    'two within the gap',
    (e) => {
      // Moved by an operator, and then sent too near to the one before.
      const at = new Date(startMs + 26 * hourMs).toISOString();
      const atMs = startMs + 20 * hourMs;
      runOf(e, ann).steps.push({
        atMs,
        what: 'update',
        name: 'reschedule',
        input: { number: 3, at },
        clockMs: atMs,
      });
      requestOf(e, `${ann}/3`).atMs = startMs + 26 * hourMs + 10;
    },
  ],
  [
    'I2',
    'minutes late, with nothing in the way',
    (e) => (requestOf(e, `${eve}/2`).atMs += 10 * 60_000),
  ],
  ['I3', 'asked for after the signal', (e) => sendMore(e, `${ben}/3`, `${ben}/2`, 48 * hourMs)],
  [
    'I3',
    'an activity that was begun after the signal',
    (e) =>
      runOf(e, ben).steps.push({
        ...stepOf(e, ben, 'sendEmail'),
        atMs: startMs + 31 * hourMs,
        clockMs: startMs + 31 * hourMs,
      }),
  ],
  [
    'I3',
    'a stop that reached nobody',
    (e) => {
      drop(e, ben, 'stop');
      found(runOf(e, ben).closed).atMs += hourMs;
    },
  ],
  [
    'I3',
    'mailed though they had unsubscribed before',
    (e) =>
      e.requests.push({ atMs: startMs + 41 * hourMs, key: `${fay}/1`, bodyHash: '', status: 200 }),
  ],
  [
    'I3',
    'what was typed into Notion was not asked',
    (e) =>
      e.edits.push({
        atMs: startMs + 50 * hourMs,
        email: 'ann@salon.example',
        what: 'emailStatus',
        value: 'Bounced',
      }),
  ],
  ['I3', 'accepted and shown as stopped', (e) => sendMore(e, `${ben}/3`, `${ben}/2`, 5 * hourMs)],
  ['I4', 'a later one first', (e) => (requestOf(e, `${ann}/2`).atMs += 96 * hourMs)],
  ['I4', 'two at once', (e) => (stepOf(e, ann, 'sendEmail').endedMs = startMs + 80 * hourMs)],
  [
    'I5',
    'a 202 that nobody holds',
    (e) => (e.executions = e.executions.filter(({ workflowId }) => workflowId !== eve)),
  ],
  ['I5', 'a 202 before the start', (e) => (runOf(e, eve).startedMs += 60_000)],
  [
    'I5',
    'an ignored event that left a contact',
    (e) => e.contacts.push({ email: 'gus@salon.example', emailStatus: null, bookingStatus: null }),
  ],
  [
    'I5',
    'a call that ended in a no, and is followed up',
    (e) =>
      Object.assign(found(e.calls.find(({ answer }) => answer?.['id'] === dora)).body, {
        call_outcome: 'No',
      }),
  ],
  [
    'I5',
    'one event, two runs',
    (e) => {
      const call = found(e.calls.find(({ answer }) => answer?.['id'] === eve));
      e.calls.push({ ...call, answer: { ...call.answer, id: ann } });
    },
  ],
  [
    'I5',
    'a finished run that begins again',
    (e) => e.executions.push({ ...runOf(e, eve), startedMs: startMs + 300 * hourMs }),
  ],
];
