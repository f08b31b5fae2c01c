import {
  ann,
  ben,
  contactOf,
  type Doctored,
  eve,
  fateOf,
  fay,
  mailOf,
  resubscribed,
  runOf,
  stepOf,
  stopped,
  summaryOf,
  typed,
} from './doctor.js';
import { hourMs, startMs } from './told.js';

/** How runs end, what stands of people in the end, and the text of a mail that nobody kept. */
export const doctoredEndings: readonly Doctored[] = [
  ['I10', 'a mail of which no body was kept', (e) => delete mailOf(e, `${ann}/2`).body],
  ['I7', 'unsubscribed by nobody', (e) => (contactOf(e, 'ann').emailStatus = 'Unsubscribed')],
  ['I7', 'bounced by nobody', (e) => (contactOf(e, 'ann').emailStatus = 'Bounced')],
  [
    'I7',
    'an Email Status that nobody has emptied',
    (e) => (contactOf(e, 'ann').emailStatus = null),
  ],
  [
    'I7',
    'unsubscribed, though whoever said so was refused',
    (e) => {
      e.calls.push({ ...stopped('ann', 'unsubscribed', startMs), status: 400 });
      contactOf(e, 'ann').emailStatus = 'Unsubscribed';
    },
  ],
  ['I7', 'a booking of nobody', (e) => (contactOf(e, 'ann').bookingStatus = 'Booked')],
  ['I7', 'a missed call of nobody', (e) => (contactOf(e, 'ann').bookingStatus = 'No-Show')],
  [
    'I7',
    'what somebody typed, and that is there no more',
    (e) => e.edits.push(typed('ann', 'Unsubscribed', startMs + 200 * hourMs)),
  ],
  [
    'I7',
    'taken back, and still unsubscribed',
    (e) => e.calls.push(resubscribed('fay', startMs + 200 * hourMs)),
  ],
  ['I6', 'stopped, and told as completed', (e) => (summaryOf(e, ben).outcome = 'completed')],
  ['I6', 'stopped, and told as failed', (e) => (summaryOf(e, ben).outcome = 'failed')],
  ['I6', 'completed, and told as failed', (e) => (summaryOf(e, ann).outcome = 'failed')],
  ['I6', 'suppressed, and told as completed', (e) => (summaryOf(e, fay).outcome = 'completed')],
  [
    'I6',
    'stopped by a booking, and told as suppressed',
    (e) => {
      e.calls.push(stopped('ben', 'unsubscribed', startMs + 30 * hourMs + 50));
      contactOf(e, 'ben').emailStatus = 'Unsubscribed';
      summaryOf(e, ben).outcome = 'suppressed';
    },
  ],
  [
    'I6',
    'told as stopped by something that its history does not know',
    (e) => {
      e.calls.push(stopped('ben', 'operator', startMs + 30 * hourMs + 50));
      summaryOf(e, ben).outcome = 'stopped:operator';
      for (const number of [3, 4, 5]) fateOf(e, ben, number).reason = 'operator';
    },
  ],
  [
    'I6',
    'stopped while its last email was under way, and told as completed',
    (e) => {
      const { begunMs: atMs = 0 } = stepOf(e, eve, 'sendEmail', 2);
      const input = { cause: 'operator' };
      e.calls.push(stopped('eve', 'operator', atMs));
      runOf(e, eve).steps.push({ atMs, what: 'signal', name: 'stop', input, clockMs: atMs });
    },
  ],
  ['I6', 'open when all of its emails are decided', (e) => delete runOf(e, ann).closed],
  ['I6', 'open after a stop', (e) => delete runOf(e, ben).closed],
  [
    'I6',
    'open, though whoever enrolled has found them suppressed',
    (e) => {
      Object.assign(stepOf(e, fay, 'enrolContact').result as object, {
        suppressedBy: 'unsubscribed',
      });
      delete runOf(e, fay).closed;
    },
  ],
];
