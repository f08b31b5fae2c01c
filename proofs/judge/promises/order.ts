import type { Violation } from '../evidence.js';
import { bornMs } from '../resets.js';
import { type CaseBook, iso, type RunFile } from '../run-file.js';

/** I4: a run's emails go in the order of their numbers, and none overtakes one that is undecided. */
export function order(book: CaseBook): Violation[] {
  return book.runs.flatMap((run) => [...overtaken(run), ...atOnce(run)]);
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
