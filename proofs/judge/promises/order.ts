import type { Violation } from '../evidence.js';
import { bornMs } from '../resets.js';
import { shownWithinMs } from '../rules.js';
import {
  type CaseBook,
  type InputEmail,
  iso,
  ourEmails,
  type RunFile,
  recordedBy,
  stepsOf,
  troublesIn,
} from '../run-file.js';

/** I4: a run's emails go in the order of their numbers, and none overtakes one that is undecided. */
export function order(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [...overtaken(run), ...undecided(book, run), ...atOnce(run)]);
}

/** Nothing of a lower number is asked for any more, unless an operator has it sent again. */
function overtaken(run: RunFile): Violation[] {
  return run.requests.flatMap((one) => {
    const earlier = run.requests.find(
      (other) => other.number > one.number && other.atMs < one.atMs,
    );
    if (!earlier || one.again > 0 || isTakenUpBetween(run, earlier.atMs, one.atMs)) return [];
    const seen = `asked for at ${iso(one.atMs)}, after email ${earlier.number}`;
    const expected = 'before any later email';
    return [{ promise: 'I4' as const, run: run.id, email: one.number, seen, expected }];
  });
}

/** What was never asked for is given up before a later one goes: so its row is to say, where nothing is in the way. */
function undecided(book: CaseBook, run: RunFile): Violation[] {
  if (run.executions.length > 1) return [];
  const steps = stepsOf(run);
  return ourEmails(run).flatMap(({ number }) => {
    const later = run.requests.find((one) => one.number > number);
    if (!later || run.requests.some((one) => one.number === number)) return [];
    const isOfIt = (email: InputEmail) => email.number === number && email.state !== 'scheduled';
    const told = steps.find((step) => recordedBy(step).some(isOfIt));
    if (!told || told.atMs <= later.atMs) return [];
    const span = { fromMs: later.atMs - shownWithinMs, untilMs: told.atMs };
    // Rows are written one after the other.
    const isWriting = steps.some(
      ({ name, atMs, endedMs = Infinity }) =>
        /^(recordEmails|enrolContact)$/.test(name) && atMs <= later.atMs && endedMs >= later.atMs,
    );
    if (isWriting || troublesIn(book, span, { email: run.address }).length > 0) return [];
    const seen = `undecided when email ${later.number} was asked for at ${iso(later.atMs)}`;
    return [
      { promise: 'I4' as const, run: run.id, email: number, seen, expected: 'given up by then' },
    ];
  });
}

/** One email at a time: the next is not begun while an attempt of the one before is open in Temporal. */
function atOnce(run: RunFile): Violation[] {
  return run.executions.flatMap(({ steps }) => {
    const sends = steps.filter(({ what, name }) => what === 'asked' && name === 'sendEmail');
    return sends.flatMap((one, at) => {
      const before = sends[at - 1];
      if (!before || (before.endedMs ?? Infinity) <= one.atMs) return [];
      const seen = `sendEmail asked for at ${iso(one.atMs)}, while another was open`;
      return [{ promise: 'I4' as const, run: run.id, seen, expected: 'one email at a time' }];
    });
  });
}

function isTakenUpBetween({ executions }: RunFile, fromMs: number, untilMs: number): boolean {
  return executions.some((one) => bornMs(one) > fromMs && bornMs(one) <= untilMs);
}
