import type { Evidence, Step } from '../../proofs/judge/evidence.js';
import {
  cleo,
  contactOf,
  control,
  type Doctored,
  eve,
  fateOf,
  found,
  inputOf,
  later,
  resubscribed,
  rowOf,
  runOf,
  sendMore,
  update,
} from './doctor.js';
import { hourMs, isoOf, startMs } from './told.js';

/** What was done or told, and what somebody has asked for, or not. */
export const doctoredAsked: readonly Doctored[] = [
  [
    'I1',
    'sent again by a run that was begun anew, which nobody asked for',
    (e) => sentAgainAnew(e, startMs + 200 * hourMs),
  ],
  [
    'I1',
    'sent again by a run that was begun anew, though whoever asked for that was refused',
    (e) => {
      const asked = { id: eve, number: 2, as: 'send-again' };
      e.calls.push({ ...control('resolve', startMs + 199 * hourMs, asked), status: 409 });
      sentAgainAnew(e, startMs + 200 * hourMs);
    },
  ],
  ['I1', 'sent again by a word in its history, which nobody has said', (e) => sentAgain(e)],
  [
    'I1',
    'sent again, though another email was meant',
    (e) => {
      const asked = { id: cleo, number: 4, as: 'send-again' };
      e.calls.push(control('resolve', startMs + 75 * hourMs, asked));
      sentAgain(e);
    },
  ],
  [
    'I9',
    'begun anew to send more, which nobody asked for',
    (e) => sentAgainAnew(e, startMs + 200 * hourMs),
  ],
  [
    'I9',
    'paused by nobody',
    (e) => runOf(e, eve).steps.push(update('pause', startMs + 80 * hourMs)),
  ],
  ...['/webhooks/signup', '/webhooks/booked', '/webhook/calendly-noshow', '/webhooks/calcom'].map(
    (path): Doctored => [
      'I5',
      `a 202 to ${path} that names what nobody holds`,
      (e) => e.calls.push(accepted(path)),
    ],
  ),
  [
    'I5',
    'a 202 to a sign-up that names nothing',
    (e) => e.calls.push({ ...accepted('/webhooks/signup'), answer: { status: 'accepted' } }),
  ],
  [
    'I5',
    'taken back, and nobody holds that',
    (e) => {
      const call = resubscribed('hal', startMs);
      e.calls.push({ ...call, answer: { status: 'accepted', id: 'resubscribe/hal-key' } });
    },
  ],
  [
    'I5',
    'a stop that began only after its 202',
    (e) => (found(e.executions.find(({ type }) => type === 'stopContact')).startedMs += hourMs),
  ],
  [
    'I6',
    'suppressed by what was taken back long before',
    (e) => {
      e.calls.push(resubscribed('fay', startMs + 2 * hourMs));
      contactOf(e, 'fay').emailStatus = 'Subscribed';
    },
  ],
  [
    'I6',
    'suppressed a second after it was taken back, and shown so',
    (e) => {
      takenBack(e, startMs + 40 * hourMs - 2_000, startMs + 40 * hourMs - 1_000);
      contactOf(e, 'fay').emailStatus = 'Subscribed';
    },
  ],
  ...['I2', 'I9'].map(
    (promise): Doctored => [
      promise as 'I2' | 'I9',
      "ten minutes late, while a worker's clock was off",
      (e) => {
        isLate(e, 10 * 60_000);
        const span = { fromMs: startMs + 20 * hourMs, untilMs: startMs + 30 * hourMs };
        e.troubles.push({ ...span, what: "a worker's clock is off", excusesNothing: true });
      },
    ],
  ),
];

/** What is so where somebody has asked for it, or where it took its time. */
export const harmlessAsked: readonly [what: string, doctor: (evidence: Evidence) => void][] = [
  [
    'sent again by a run that was begun anew for that',
    (e) => {
      const asked = { id: eve, number: 2, as: 'send-again' };
      e.calls.push(control('resolve', startMs + 199 * hourMs, asked));
      sentAgainAnew(e, startMs + 200 * hourMs);
    },
  ],
  [
    'sent again by an operator who heard no answer',
    (e) => {
      const asked = { id: eve, number: 2, as: 'send-again' };
      e.calls.push({ ...control('resolve', startMs + 199 * hourMs, asked), status: null });
      sentAgainAnew(e, startMs + 200 * hourMs);
    },
  ],
  [
    'late, while a worker was dead that had not come back when the last was looked at',
    (e) => {
      isLate(e, 10 * 60_000);
      e.troubles.push({ fromMs: startMs + 20 * hourMs, what: 'worker kill', isOfProcess: true });
    },
  ],
  [
    'a 202 without its answer, as Resend alone has told of it',
    (e) => {
      const { answer: _, ...call } = accepted('/webhooks/resend');
      e.calls.push(call);
    },
  ],
  [
    'suppressed while it was taken back',
    (e) => {
      takenBack(e, startMs + 39 * hourMs, startMs + 41 * hourMs);
      contactOf(e, 'fay').emailStatus = 'Subscribed';
    },
  ],
  [
    'suppressed by a second stop, when the first was taken back',
    (e) => {
      e.calls.push(resubscribed('fay', startMs + 2 * hourMs));
      const stop = found(e.calls.find((call) => call.stop?.name === 'unsubscribed'));
      e.calls.push({ ...stop, atMs: startMs + 3 * hourMs, answeredMs: startMs + 3 * hourMs });
    },
  ],
];

const accepted = (path: string): Evidence['calls'][number] => ({
  atMs: startMs,
  answeredMs: startMs + 20,
  path,
  body: { email: 'zoe@salon.example' },
  status: 202,
  answer: { status: 'accepted', id: 'something/zoe-key' },
});

/** Fay's stop is taken back, and so long it takes until all know that. */
function takenBack(e: Evidence, atMs: number, untilMs: number): void {
  const id = 'resubscribe/fay-key';
  e.calls.push({ ...resubscribed('fay', atMs), answer: { status: 'accepted', id } });
  e.executions.push({
    workflowId: id,
    runId: `${id}-1`,
    type: 'resubscribeContact',
    startedMs: atMs,
    input: {},
    steps: [],
    closed: { how: 'completed', atMs: untilMs },
  });
}

/** Whatever has to do with an email of Eve's. */
const isOfSecond = ({ name, input }: Step) => {
  const { number, key } = (input ?? {}) as { number?: number; key?: string };
  return /^(prepareEmail|sendEmail)$/.test(name) && (number === 2 || key === `${eve}/2`);
};

function isLate(e: Evidence, byMs: number): void {
  for (const one of [...e.requests, ...e.mails]) if (one.key === `${eve}/2`) one.atMs += byMs;
  const run = runOf(e, eve);
  for (const step of run.steps) if (isOfSecond(step)) Object.assign(step, later(step, byMs));
  const dueMs = startMs + 24 * hourMs;
  for (const look of e.looks) {
    if (look.pageId === 'eve-page' && Math.abs(look.atMs - dueMs) < hourMs) look.atMs += byMs;
  }
}

/** Eve's second email goes once more, from a run that takes up the one that had ended. */
function sentAgainAnew(e: Evidence, atMs: number): void {
  const first = runOf(e, eve);
  const byMs = atMs - startMs - 24 * hourMs;
  const again = structuredClone(first);
  const emails = inputOf(e, eve).emails.map((email) => ({
    ...email,
    state: email.number === 2 ? 'scheduled' : 'sent',
    plannedAt: isoOf(atMs),
  }));
  const earlier = { takenUpAt: isoOf(atMs), again: { 2: 1 }, sendNow: 2 };
  const steps = first.steps.filter(isOfSecond).map((step) => later(structuredClone(step), byMs));
  for (const { name, input } of steps) {
    if (name === 'sendEmail') Object.assign(input as object, { key: `${eve}/2/again-1` });
  }
  const { closed } = again;
  Object.assign(again, { runId: `${eve}-2`, startedMs: atMs, steps });
  again.input = { ...inputOf(e, eve), emails, earlier };
  again.closed = { ...found(closed), atMs: atMs + hourMs };
  e.executions.push(again);
  e.replays?.push({ workflowId: eve });
  e.looks.push({ atMs: atMs + 50, pageId: 'eve-page' });
  sendMore(e, `${eve}/2/again-1`, `${eve}/2`, byMs);
  Object.assign(fateOf({ ...e, executions: [again] }, eve, 2), { resendId: 'mail-eve-2 again' });
  rowOf(e, `${eve}/2`).resendId = 'mail-eve-2 again';
}

/** Cleo's third email, of which nobody knows, goes once more. */
function sentAgain(e: Evidence): void {
  const input = { number: 3, as: 'send-again' };
  runOf(e, cleo).steps.push({ ...update('resolve', startMs + 75 * hourMs), input });
  sendMore(e, `${cleo}/3/again-1`, `${cleo}/3`, 3 * hourMs);
}
