import type { Step, Violation } from '../evidence.js';
import { isReset } from '../resets.js';
import { minute } from '../rules.js';
import {
  type CaseBook,
  inputOf,
  numberIn,
  type RunFile,
  recordedBy,
  stepsOf,
} from '../run-file.js';
import { fatesAs, isWebsites, violation } from './nothing-silent.js';
import { isInDoubt } from './true-reasons.js';

/** Of I6 what operators hear: whoever has to act is told of each fact, once, and of nothing that is not so. */
export function alerts(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [...untoldOperators(run), ...toldByMistake(run)]);
}

/** How an alert of each kind begins, as operators read it. */
const titles: Readonly<Record<string, string>> = {
  failed: 'An email failed',
  unknown: 'An email may or may not have been sent',
  too_late: 'An email waited here until it was too late',
  blocked: 'An email waits',
  client_stopped: "A client's onboarding mail has stopped",
};

/** Nobody is told of what is not so: of each email that has ended, what is told of it has happened. */
function toldByMistake(run: RunFile): Violation[] {
  // What a life that was terminated has told is known by nothing that it left.
  if (!run.summary || run.executions.length > 1) return [];
  return run.alerts.flatMap(({ text }) => {
    const [kind] =
      Object.entries(titles).find(([, title]) => text.startsWith(`${title}: email `)) ?? [];
    const number = Number(/: email (\d+) /.exec(text)?.[1]);
    if (kind === undefined || isWebsites(run, number) || hasBeen(run, kind, number)) return [];
    return [violation(run, number, `operators were told: ${kind}`, 'what has happened')];
  });
}

function hasBeen(run: RunFile, kind: string, number: number): boolean {
  const isRefused = ({ name, input, result }: Step) => {
    const { number: asked, key = null } = (input ?? {}) as { number?: number; key?: string | null };
    const { kind: became } = (result ?? {}) as { kind?: string };
    const isOfIt = asked === number || numberIn(key, run.id)?.number === number;
    return (
      isOfIt && /^(prepareEmail|sendEmail)$/.test(name) && !/^(ready|sent)$/.test(became ?? '')
    );
  };
  if (kind === 'blocked') return stepsOf(run).some(isRefused);
  // What Resend reports a moment later may be known before anybody has written down what was told.
  if (kind === 'unknown' && isInDoubt(run, number)) return true;
  const state = kind === 'too_late' ? 'skipped' : kind;
  const told = stepsOf(run).flatMap(recordedBy);
  return (
    fatesAs(run, state).some((fate) => fate.number === number) ||
    told.some((email) => email.number === number && email.state === state)
  );
}

/** Whoever has to act is told of each fact, and once. */
function untoldOperators(run: RunFile): Violation[] {
  return factsToTell(run).flatMap(({ kind, number }) => {
    const title = number === undefined ? titles[kind] : `${titles[kind]}: email ${number} `;
    const heard = run.alerts.filter(({ text }) => text.startsWith(title ?? '')).length;
    const raised = raisedOf(run, kind, number);
    const attempts = raised.reduce((sum, { attempt = 1 }) => sum + attempt, 0);
    if (heard === 0) return [violation(run, number, `nobody was told: ${kind}`, 'one alert')];
    // What was told before a reset may come once more after it.
    const most = 1 + timesAgain(run, number) + run.executions.filter(isReset).length;
    if (raised.length <= most && heard <= Math.max(attempts, most)) return [];
    return [violation(run, number, `${heard} alerts: ${kind}`, 'one alert')];
  });
}

function raisedOf(run: RunFile, kind: string, number?: number): Step[] {
  return stepsOf(run).filter(({ name, input }) => {
    const alert = (input ?? {}) as { kind?: string; number?: number };
    return name === 'raiseAlert' && alert.kind === kind && alert.number === number;
  });
}

function timesAgain(run: RunFile, number?: number): number {
  return stepsOf(run).filter(
    ({ name, input }) => name === 'resolve' && (input as { number?: number }).number === number,
  ).length;
}

function factsToTell(run: RunFile): { kind: string; number?: number }[] {
  const fated = ['failed', 'unknown'].flatMap((kind) =>
    fatesAs(run, kind).map(({ number }) => ({ kind, number })),
  );
  return [
    ...fated.filter(({ number }) => !isWebsites(run, number)),
    ...lateHere(run),
    ...blocked(run),
    ...clientLost(run),
  ];
}

/** Too late though nobody had held it, and though it was to go when the run began. */
function lateHere(run: RunFile) {
  const wasHeld = stepsOf(run).some(
    ({ what, name }) => what !== 'asked' && /^(pause|switchedOn)$/.test(name),
  );
  const first = run.executions[0];
  if (wasHeld || !first) return [];
  const planned = inputOf(first).emails;
  return fatesAs(run, 'skipped').flatMap(({ number, reason }) => {
    const wasToGo = planned.some((one) => one.number === number && one.state === 'scheduled');
    return reason === 'too_late' && wasToGo ? [{ kind: 'too_late', number }] : [];
  });
}

/** Whoever pays, and gets no more mail, is to be called. */
function clientLost({ rule, summary }: RunFile) {
  const isLost = /^stopped:(bounced|complained)$/.test(summary?.outcome ?? '');
  return isLost && !rule.isMarketing ? [{ kind: 'client_stopped' }] : [];
}

/** Something that only a person mends, and that no incident tells for all. */
function blocked(run: RunFile) {
  const numbers = stepsOf(run).flatMap(({ name, input, result, endedMs = 0 }) => {
    const { kind, isLasting, about } = (result ?? {}) as Record<string, unknown>;
    const isOwn = name === 'prepareEmail' && kind === 'blocked' && isLasting && about === undefined;
    // One that was stopped while it was being looked at is in nobody's way.
    return isOwn && !isStoppedBy(run, endedMs) ? [(input as { number: number }).number] : [];
  });
  return [...new Set(numbers)].map((number) => ({ kind: 'blocked', number }));
}

function isStoppedBy(run: RunFile, atMs: number): boolean {
  return stepsOf(run).some(
    ({ what, name, atMs: signalMs }) =>
      what === 'signal' && name === 'stop' && signalMs <= atMs + minute,
  );
}
