import { Calendar } from '../calendar.js';
import type { SendRequest, Violation } from '../evidence.js';
import {
  type CaseBook,
  iso,
  numberIn,
  type OfEmail,
  type RunFile,
  stepsOf,
  troublesIn,
} from '../run-file.js';

/** More of them due at once than this wait for each other, as the rates say. */
const fewAtOnce = 5;

/**
 * I11 and the half of I2 that is about lateness: what is in nobody's way but its own delays no other, and
 * where nothing is in the way, an email is asked for at once.
 */
export function isolation(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [...late(book, run), ...endedByOne(run)]);
}

function late(book: CaseBook, run: RunFile): Violation[] {
  const { punctualMs } = book;
  if (punctualMs === undefined) return [];
  const calendar = new Calendar(run);
  const steered = stepsOf(run).some(({ what, name }) => what !== 'asked' && name !== 'delivery');
  if (steered) return [];
  return run.rule.emails.flatMap(({ number, template, afterMs }) => {
    const first = run.requests.find((one) => one.number === number);
    if (afterMs === undefined || !first) return [];
    const dueMs = readyAt(run, calendar, first);
    const span = { fromMs: dueMs, untilMs: first.atMs };
    const scope = { template, email: run.address };
    if (first.atMs <= dueMs + punctualMs || troublesIn(book, span, scope).length > 0) return [];
    if (isCrowded(book, span)) return [];
    const foreign = book.troubles.filter(
      (one) => !one.excusesNothing && one.fromMs <= span.untilMs && one.untilMs >= span.fromMs,
    );
    const seen = `asked for at ${iso(first.atMs)}`;
    const why = foreign.length > 0 ? `, whatever else has ${foreign[0]?.what}` : '';
    const promise = foreign.length > 0 ? ('I11' as const) : ('I2' as const);
    return [
      { promise, run: run.id, email: number, seen, expected: `soon after ${iso(dueMs)}${why}` },
    ];
  });
}

/** When nothing of its own held an email any more: its time, the gap, and that its run had enrolled its person. */
function readyAt(run: RunFile, calendar: Calendar, first: OfEmail<SendRequest>): number {
  const { pace } = calendar;
  const before = run.mails.filter(({ number, atMs }) => number < first.number && atMs < first.atMs);
  const decided = stepsOf(run).filter(
    ({ name, input, endedMs = Infinity }) =>
      name === 'sendEmail' &&
      endedMs < first.atMs &&
      (numberIn((input as { key: string }).key, run.id)?.number ?? Infinity) < first.number,
  );
  // One that was ended in Temporal enrols once more when it is taken up.
  const enrolled = stepsOf(run).findLast(
    ({ name, ended, endedMs = Infinity }) =>
      name === 'enrolContact' && ended === 'done' && endedMs < first.atMs,
  );
  return Math.max(
    calendar.plannedAt(first.number, first.atMs),
    ...before.map(({ atMs }) => atMs + pace.gapMs),
    ...decided.map(({ endedMs = 0 }) => endedMs + pace.gapMs),
    enrolled?.endedMs ?? 0,
  );
}

function isCrowded(
  { requests }: CaseBook,
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
) {
  return requests.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs).length > fewAtOnce;
}

/** An email that failed does not end its run: the next ones have fates of their own. */
function endedByOne(run: RunFile): Violation[] {
  const { summary } = run;
  const failed = summary?.emails.find(({ outcome }) => outcome === 'failed');
  if (!summary || !failed) return [];
  const stopped = summary.emails.filter(
    ({ number, outcome }) => number > failed.number && outcome === 'stopped',
  );
  const wasStopped = summary.outcome.startsWith('stopped:');
  if (summary.outcome !== 'failed' && (wasStopped || stopped.length === 0)) return [];
  const seen = `the run ended as ${summary.outcome} after email ${failed.number} failed`;
  return [{ promise: 'I11', run: run.id, email: failed.number, seen, expected: 'the run goes on' }];
}
