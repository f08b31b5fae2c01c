import type { Evidence } from '../../proofs/judge/evidence.js';
import {
  alert,
  ann,
  callOf,
  control,
  type Doctored,
  dora,
  eve,
  fateOf,
  found,
  isNotThere,
  isSkipped,
  later,
  rowOf,
  runOf,
  stepOf,
  update,
} from './doctor.js';
import { done, hourMs, isoOf, startMs } from './told.js';

/** What is nearly right. */
export const doctoredDetails: readonly Doctored[] = [
  [
    'I9',
    'an email that was skipped, and was not the next one',
    (e) => {
      asked(e, 'skip-next', 'skipNext', startMs + 30 * hourMs);
      isSkipped(e, ann, 5);
    },
  ],
  [
    'I2',
    'early, as the one before it was to go at once, and was skipped instead',
    (e) => {
      asked(e, 'send-now', 'sendNow', startMs + 30 * hourMs - 1_000);
      asked(e, 'skip-next', 'skipNext', startMs + 30 * hourMs);
      isSkipped(e, ann, 3);
      isEarly(e, `${ann}/4`, 46 * hourMs);
    },
  ],
  [
    'I6',
    'skipped as too late twelve hours before it was, with nothing near it',
    (e) => {
      isTooLate(e, startMs + 84.1 * hourMs);
    },
  ],
  [
    'I4',
    'given up only when a later one had gone',
    (e) => {
      const told = stepOf(e, dora, 'recordEmails', 1);
      const atMs = startMs + 169 * hourMs;
      Object.assign(told, { atMs, clockMs: atMs - 5, begunMs: atMs + 5, endedMs: atMs + 100 });
    },
  ],
  [
    'I9',
    'the same event, answered with other times',
    (e) => {
      const call = structuredClone(callOf(e, eve));
      const { emails } = call.answer as { emails: { dueAt: string }[] };
      for (const email of emails) email.dueAt = isoOf(startMs + 999 * hourMs);
      const answer = { ...call.answer, status: 'duplicate', emails };
      const againMs = startMs + hourMs / 2;
      e.calls.push({ ...call, atMs: againMs, answeredMs: againMs + 20, answer });
    },
  ],
  [
    'I9',
    'told in the end as due at another time',
    (e) => (fateOf(e, eve, 2).dueAt = isoOf(startMs + 999 * hourMs)),
  ],
  ...['An email failed', 'An email may or may not have been sent', 'An email waits'].map(
    (title): Doctored => [
      'I6',
      `operators who hear, of an email that went, "${title}"`,
      (e) => alert(e, `${title}: email 2 (onboarding_phase1_email_2)`),
    ],
  ),
  [
    'I7',
    'a run that is open, and the row of what it sent says that it failed',
    (e) => {
      isOpen(e);
      rowOf(e, `${ann}/2`).status = 'failed';
    },
  ],
  [
    'I7',
    'a run that is open, and no row of what it sent',
    (e) => {
      isOpen(e);
      e.rows = e.rows.filter(({ key }) => key !== `${ann}/3`);
    },
  ],
];

/** What only looks as if it were wrong. */
export const harmlessDetails: readonly [what: string, doctor: (evidence: Evidence) => void][] = [
  ['a run that is open, and rows of what it sent', isOpen],
  [
    'a run that is open, and a row that Notion has yet to show',
    (e) => {
      isOpen(e);
      e.untilMs = startMs + 96 * hourMs + 60_000;
      delete e.quietFromMs;
      rowOf(e, `${ann}/4`).status = 'scheduled';
    },
  ],
  [
    'an email that was skipped, when the one before it had gone',
    (e) => {
      asked(e, 'skip-next', 'skipNext', startMs + 100 * hourMs);
      isSkipped(e, ann, 5);
    },
  ],
  [
    'the same event, answered with the same times',
    (e) => {
      const call = structuredClone(callOf(e, eve));
      const answer = { ...call.answer, status: 'duplicate' };
      const againMs = startMs + hourMs / 2;
      e.calls.push({ ...call, atMs: againMs, answeredMs: againMs + 20, answer });
    },
  ],
];

/** An operator's control of Ann's run, asked for and heard. */
function asked(e: Evidence, path: string, name: string, atMs: number): void {
  e.calls.push(control(path, atMs));
  const run = runOf(e, ann);
  run.steps.push(update(name, atMs));
  run.steps = run.steps.toSorted((one, other) => one.atMs - other.atMs);
}

function isEarly(e: Evidence, key: string, byMs: number): void {
  const [id, number] = [key.slice(0, key.lastIndexOf('/')), Number(key.split('/').at(-1))];
  const { atMs: dueMs } = found(e.requests.find((one) => one.key === key));
  for (const one of [...e.requests, ...e.mails]) if (one.key === key) one.atMs -= byMs;
  for (const look of e.looks) if (Math.abs(look.atMs - dueMs) < hourMs) look.atMs -= byMs;
  const run = runOf(e, id);
  run.steps = run.steps.map((step) => {
    const about = (step.input ?? {}) as { number?: number; key?: string };
    const isOfIt = about.key === key || (step.name === 'prepareEmail' && about.number === number);
    return isOfIt ? later(step, -byMs) : step;
  });
}

/** Eve's last email is given up at an instant, and operators hear of it. */
function isTooLate(e: Evidence, atMs: number): void {
  isSkipped(e, eve, 3);
  Object.assign(fateOf(e, eve, 3), { reason: 'too_late' });
  rowOf(e, `${eve}/3`).reason = 'too_late';
  const run = runOf(e, eve);
  const email = { number: 3, state: 'skipped' };
  run.steps.pop();
  run.steps.push(done('recordEmails', atMs, { rows: [{ email }] }, {}));
  run.steps.push(done('raiseAlert', atMs, { kind: 'too_late', number: 3 }, undefined));
  found(run.closed).atMs = atMs + 1_000;
  const text = `An email waited here until it was too late: email 3 (x)\nDo.\n${eve} http://ui`;
  e.alerts.push({ atMs, text });
}

/** Ann's last email is yet to come. */
function isOpen(e: Evidence): void {
  const run = runOf(e, ann);
  run.steps = run.steps.filter(({ atMs }) => atMs < startMs + 97 * hourMs);
  delete run.closed;
  isNotThere(e, `${ann}/5`);
  e.untilMs = startMs + 100 * hourMs;
  e.quietFromMs = startMs + 98 * hourMs;
}
