import type { Measured, Row } from './row.js';

export type Verdict = 'goal met' | 'floor met' | 'below floor' | 'inconclusive';

/** From this spread on a ratio says nothing. */
const widest = 0.2;

export function verdictOf(row: Row, { value, spread = 0 }: Measured): Verdict {
  if (spread > widest || Number.isNaN(value)) return 'inconclusive';
  if (reaches(row, value, row.goal)) return 'goal met';
  return reaches(row, value, row.floor) ? 'floor met' : 'below floor';
}

function reaches({ better }: Row, value: number, wanted: number): boolean {
  return better === 'less' ? value <= wanted : value >= wanted;
}

/** What became of a row since the last run: a change as a share, and whether it is a step back. */
export interface Change {
  share: number;
  isWorse: boolean;
}

/** Less than this is the machine's mood. */
const mood = 0.1;

/** A count is worse by any step back beyond its slack; what depends on the machine, by one beyond its spread. */
export function changeOf(row: Row, now: Measured, last: Measured): Change {
  const step = now.value - last.value;
  const share = step === 0 ? 0 : step / Math.abs(last.value);
  const back = row.better === 'less' ? share : -share;
  const allowed =
    row.kind === 'count' ? (row.slack ?? 0) : Math.max(mood, now.spread ?? 0, last.spread ?? 0);
  return { share, isWorse: back > allowed };
}
