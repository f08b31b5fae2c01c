import { Calendar } from '../calendar.js';
import type { Step, Violation } from '../evidence.js';
import { isReset } from '../resets.js';
import { clockMs, decidedWithinMs, minute } from '../rules.js';
import {
  type CaseBook,
  type Fate,
  inputOf,
  iso,
  livesOf,
  type RunFile,
  recordedBy,
  type Summary,
  stepsOf,
} from '../run-file.js';

/** I6: every due email ends, with a reason, and whoever has to act is told. */
export function nothingSilent(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [
    ...died(run),
    ...undecided(book, run),
    ...unexplained(run),
    ...tooLateByMistake(run),
    ...untoldOperators(run),
  ]);
}

/** I6 is broken by a run, or by one of its emails. */
export function violation(
  run: RunFile,
  email: number | undefined,
  seen: string,
  expected: string,
): Violation {
  return { promise: 'I6', run: run.id, ...(email && { email }), seen, expected };
}

/** Every life of a run ends with an outcome, and with the fate of each email. */
function died(run: RunFile): Violation[] {
  return livesOf(run).flatMap(({ closed }, at, lives) => {
    // One that only waits for Notion is ended by whoever takes it up.
    const isTakenUp = closed?.how === 'terminated' && lives[at + 1] !== undefined;
    if (!closed || isTakenUp) return [];
    const { how, atMs, result } = closed;
    const hasTold = Array.isArray((result as Partial<Summary> | undefined)?.emails);
    if (how === 'completed' && hasTold) return [];
    const seen = `the run ${how} at ${iso(atMs)}${how === 'completed' ? ', and told nothing' : ''}`;
    return [violation(run, undefined, seen, 'an outcome, and what became of each email')];
  });
}

/** What is open though it was due long ago, and nobody holds it. */
function undecided(book: CaseBook, run: RunFile): Violation[] {
  const last = run.executions.at(-1);
  if (!last || last.closed) return [];
  const { untilMs, quietFromMs } = book;
  const calendar = new Calendar(run);
  if (isHeld(book, run)) return [];
  return run.rule.emails.flatMap(({ number, afterMs }) => {
    const dueMs = calendar.plannedAt(number, untilMs);
    const isLate = dueMs + decidedWithinMs < untilMs || (quietFromMs ?? -Infinity) > dueMs;
    if (afterMs === undefined || !isLate || lastState(run, number) !== 'scheduled') return [];
    const seen = `undecided at ${iso(untilMs)}`;
    return [violation(run, number, seen, `decided: it was due at ${iso(dueMs)}`)];
  });
}

/** What the run last wanted its row to say, as that is what it takes for decided. */
function lastState(run: RunFile, number: number): string {
  const told = stepsOf(run)
    .flatMap(recordedBy)
    .findLast((email) => email.number === number);
  const planned = run.executions
    .flatMap((one) => inputOf(one).emails)
    .findLast((one) => one.number === number);
  return (told ?? planned)?.state ?? 'scheduled';
}

/** Paused, or switched off for all, and not let go since. */
function isHeld({ executions }: CaseBook, run: RunFile): boolean {
  const controls = stepsOf(run).filter(
    ({ name, what }) => what !== 'asked' && /^(pause|resume)$/.test(name),
  );
  const isOff = executions.some(({ type, closed }) => type === 'sendingSwitch' && !closed);
  return isOff || controls.at(-1)?.name === 'pause';
}

/** Each email of an ended run has an outcome, and one that was not sent says why. */
function unexplained(run: RunFile): Violation[] {
  const { summary, rule } = run;
  if (!summary) return [];
  return rule.emails.flatMap(({ number }) => {
    const fate = summary.emails.find((one) => one.number === number);
    if (!fate || !/^(sent|skipped|failed|unknown|stopped)$/.test(fate.outcome)) {
      return [violation(run, number, `ended as ${fate?.outcome ?? 'nothing'}`, 'a fate')];
    }
    const wasAccepted = run.mails.some((one) => one.number === number);
    if (wasAccepted && /^(skipped|failed)$/.test(fate.outcome)) {
      return [
        violation(run, number, `accepted by Resend, told as ${fate.outcome}`, 'sent or unknown'),
      ];
    }
    if (fate.outcome === 'sent' || fate.reason) return [];
    return [violation(run, number, `${fate.outcome} without a reason`, 'why it was not sent')];
  });
}

/** Too late is only who was: by the end of the run their grace, or what the gap leaves of it, was over. */
function tooLateByMistake(run: RunFile): Violation[] {
  const calendar = new Calendar(run);
  const { graceMs, gapMs } = calendar.pace;
  return fatesAs(run, 'skipped').flatMap(({ number, reason }) => {
    const atMs = decidedAt(run, number);
    const plannedMs = calendar.plannedAt(number, atMs);
    if (reason !== 'too_late' || atMs + gapMs + clockMs >= plannedMs + graceMs) return [];
    const seen = `skipped as too late at ${iso(atMs)}`;
    return [
      violation(run, number, seen, `sent: its grace lasted until ${iso(plannedMs + graceMs)}`),
    ];
  });
}

/** When the run first wanted its row to tell the outcome; its plan may have known from the start. */
function decidedAt(run: RunFile, number: number): number {
  const told = stepsOf(run).find((step) =>
    recordedBy(step).some((email) => email.number === number && email.state !== 'scheduled'),
  );
  return told?.clockMs ?? run.executions.at(-1)?.startedMs ?? 0;
}

/** How an alert of each kind begins, as operators read it. */
const titles: Readonly<Record<string, string>> = {
  failed: 'An email failed',
  unknown: 'An email may or may not have been sent',
  too_late: 'An email waited here until it was too late',
  blocked: 'An email waits',
  client_stopped: "A client's onboarding mail has stopped",
};

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

function isWebsites({ rule }: RunFile, number: number): boolean {
  return rule.emails.some((one) => one.number === number && one.afterMs === undefined);
}

function fatesAs({ summary }: RunFile, outcome: string): Fate[] {
  return (summary?.emails ?? []).filter((fate) => fate.outcome === outcome);
}
