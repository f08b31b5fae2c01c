import type { Execution, Step, Violation } from '../evidence.js';
import { decidedWithinMs, lastingStops, second } from '../rules.js';
import {
  type CaseBook,
  type Fate,
  inputOf,
  iso,
  type RunFile,
  recordedBy,
  type Summary,
} from '../run-file.js';
import { violation } from './nothing-silent.js';

/** Of I6 what is about a whole run: it ends when nothing is left to do, and as what became of it. */
export function endings(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [...leftOpen(book, run), ...wrongOutcome(run)]);
}

/** Within what a run with nothing left to do has ended, where nothing is in its way. */
const endsWithinMs = 10 * second;

/** Nobody waits for what is over. What is on its way to Notion or Resend keeps a run open, and is no fault of it. */
function leftOpen({ untilMs, quietFromMs }: CaseBook, run: RunFile): Violation[] {
  const last = run.executions.at(-1);
  if (!last || last.closed || !isOver(last)) return [];
  const isUnderWay = last.steps.some(({ what, ended }) => what === 'asked' && ended === undefined);
  const overMs = Math.max(last.startedMs, ...last.steps.map(({ atMs, endedMs = atMs }) => endedMs));
  const isLate =
    overMs + decidedWithinMs < untilMs ||
    (quietFromMs !== undefined && Math.max(overMs, quietFromMs) + endsWithinMs < untilMs);
  if (isUnderWay || !isLate) return [];
  const seen = `open at ${iso(untilMs)}, and nothing left to do since ${iso(overMs)}`;
  return [violation(run, undefined, seen, 'the end of it')];
}

/** Whether it was stopped or suppressed, or all of its emails are decided, as it last told of each. */
function isOver(execution: Execution): boolean {
  const { steps } = execution;
  const told = new Map(
    [...inputOf(execution).emails, ...steps.flatMap(recordedBy)].map(({ number, state }) => [
      number,
      state,
    ]),
  );
  const isDecided = [...told.values()].every((state) => state !== 'scheduled');
  // What a look at somebody who was paused meanwhile has found counts only with the next look.
  const isTold = (step: Step) => step.name !== 'prepareEmail' && stopHeardIn(step) !== undefined;
  return isDecided || steps.some(isTold);
}

/** By what cause a step tells the run that it is over: a signal, or what somebody who looked has found. */
function stopHeardIn({ what, name, input, result }: Step): string | undefined {
  const told = (result ?? {}) as { kind?: string; cause?: string; suppressedBy?: string };
  if (what === 'signal' && name === 'stop') return (input as { cause?: string } | undefined)?.cause;
  if (name === 'enrolContact') return told.suppressedBy;
  return name === 'prepareEmail' && told.kind === 'stop' ? told.cause : undefined;
}

/** What a run is told as is what its emails and its history say. */
function wrongOutcome(run: RunFile): Violation[] {
  const { summary } = run;
  const last = run.executions.at(-1);
  if (!summary || !last) return [];
  const { outcome } = summary;
  // One that was begun anew to find out of one email alone stays what it was.
  if (inputOf(last).earlier?.outcome === outcome) return [];
  const expected = expectedOf(outcome, last, stoppedIn(last, summary));
  return expected === undefined ? [] : [violation(run, undefined, `ended as ${outcome}`, expected)];
}

/** What was to be expected instead of an outcome; undefined where it is right. */
function expectedOf(outcome: string, last: Execution, stopped: Fate[]): string | undefined {
  const heard = last.steps.map(stopHeardIn);
  const [, cause] = /^stopped:(.+)$/.exec(outcome) ?? [];
  if (cause !== undefined) {
    if (!heard.includes(cause)) return `a stop by "${cause}" in its history`;
    return stopped.every(({ reason }) => reason === cause) ? undefined : 'what ended its emails';
  }
  if (outcome !== 'completed' && outcome !== 'suppressed')
    return 'completed, suppressed or stopped';
  if (isStoppedUnderWay(last)) return 'stopped: that came while an email was under way';
  if (outcome === 'completed') return stopped.length === 0 ? undefined : 'what ended its emails';
  const isLasting = stopped.every(({ reason }) => lastingStops.includes(reason ?? ''));
  return isLasting ? undefined : 'a stop that lasts, for each of its emails';
}

/** What this execution has stopped; others were so when it began, or were found so in their rows. */
function stoppedIn({ steps, ...last }: Execution, { emails }: Summary): Fate[] {
  const found = steps.flatMap(
    ({ result }) => (result as { done?: { number: number }[] } | undefined)?.done ?? [],
  );
  const before = new Set(
    [
      ...inputOf({ ...last, steps }).emails.filter(({ state }) => state !== 'scheduled'),
      ...found,
    ].map(({ number }) => number),
  );
  return emails.filter(({ number, outcome }) => outcome === 'stopped' && !before.has(number));
}

/** Whoever is told to stop while an email is under way has not ended yet. */
function isStoppedUnderWay({ steps }: Execution): boolean {
  const isWork = ({ name }: Step) => name === 'sendEmail' || name === 'prepareEmail';
  return steps.some(
    ({ what, name, clockMs }) =>
      what === 'signal' &&
      name === 'stop' &&
      steps.some((one) => isWork(one) && (one.endedMs ?? 0) > clockMs),
  );
}
