import { Calendar } from '../calendar.js';
import type { Violation } from '../evidence.js';
import { clockMs, decidedWithinMs } from '../rules.js';
import {
  attemptsOf,
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

/** I6: every due email ends, and with a reason. */
export function nothingSilent(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [
    ...died(run),
    ...undecided(book, run),
    ...unexplained(run),
    ...tooLateByMistake(run),
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
    const goesMs = Math.max(atMs, freeFrom(run, number, atMs, gapMs));
    if (reason !== 'too_late' || goesMs + clockMs >= plannedMs + graceMs) return [];
    const seen = `skipped as too late at ${iso(atMs)}`;
    return [
      violation(run, number, seen, `sent: its grace lasted until ${iso(plannedMs + graceMs)}`),
    ];
  });
}

/** From when on the gap lets an email go: after what went before it, or was to go when it was decided. */
function freeFrom(run: RunFile, number: number, atMs: number, gapMs: number): number {
  const fates = run.summary?.emails ?? [];
  const before = fates.filter((one) => one.number < number);
  const wentMs = before.flatMap((one) => [
    ...run.requests
      .filter((request) => request.number === one.number)
      .map((request) => request.atMs),
    ...attemptsOf(run, one.number).map(({ endedMs = atMs }) => endedMs),
    ...(isWebsites(run, one.number) && one.at !== null ? [Date.parse(one.at)] : []),
  ]);
  // One that was to go, and never went, was in the way all the same.
  const isAhead = before.some(
    (one) =>
      one.outcome !== 'skipped' &&
      !isWebsites(run, one.number) &&
      !run.requests.some((request) => request.number === one.number),
  );
  return Math.max(...wentMs, isAhead ? atMs : Number.NEGATIVE_INFINITY) + gapMs;
}

/** When the run first wanted its row to tell the outcome; its plan may have known from the start. */
function decidedAt(run: RunFile, number: number): number {
  const told = stepsOf(run).find((step) =>
    recordedBy(step).some((email) => email.number === number && email.state !== 'scheduled'),
  );
  return told?.clockMs ?? run.executions.at(-1)?.startedMs ?? 0;
}

/** Whether an email is one that the website sends itself. */
export function isWebsites({ rule }: RunFile, number: number): boolean {
  return rule.emails.some((one) => one.number === number && one.afterMs === undefined);
}

export function fatesAs({ summary }: RunFile, outcome: string): Fate[] {
  return (summary?.emails ?? []).filter((fate) => fate.outcome === outcome);
}
