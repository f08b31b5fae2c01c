import type { Family, Measured, Row } from './row.js';
import { type Change, changeOf, type Verdict, verdictOf } from './verdict.js';

/** A row with all that is to be said of it. */
export interface Judged extends Row {
  family: string;
  name: string;
  measured: Measured;
  verdict: Verdict;
  last?: Measured;
  change?: Change;
}

/** Of rows by `<family>/<name>`. */
export type Stored = Readonly<Record<string, Measured>>;

export function storedName({ family, name }: Pick<Judged, 'family' | 'name'>): string {
  return `${family}/${name}`;
}

/** A family's rows, in the order in which they were promised. */
export function judge(family: Family, found: Record<string, Measured>, last: Stored): Judged[] {
  return Object.entries(family.rows).flatMap(([name, row]) => {
    const measured = found[name];
    if (!measured) return [];
    const before = last[storedName({ family: family.name, name })];
    return {
      ...row,
      family: family.name,
      name,
      measured,
      verdict: verdictOf(row, measured),
      ...(before && { last: before, change: changeOf(row, measured, before) }),
    };
  });
}

/**
 * Why a run fails: a count that has become worse, or anything below its floor. Small numbers say nothing of
 * floors.
 */
export function failuresOf(rows: readonly Judged[], isQuick: boolean): string[] {
  return rows.flatMap(({ name, kind, verdict, change, measured, last, floor }) => {
    if (kind === 'count' && change?.isWorse) {
      return `${name}: ${measured.value}, and it was ${last?.value}`;
    }
    const isBelow = verdict === 'below floor' && !isQuick;
    return isBelow ? `${name}: ${measured.value}, and its floor is ${floor}` : [];
  });
}

/** What has become worse without failing anything. */
export function warningsOf(rows: readonly Judged[]): string[] {
  const worse = rows.filter(({ kind, change }) => kind !== 'count' && change?.isWorse);
  return worse.map(({ name, measured, last }) => `${name}: ${measured.value}, was ${last?.value}`);
}
