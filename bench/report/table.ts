import type { Judged } from './judged.js';
import type { Row } from './row.js';

const head = ['what', 'how', 'value', 'last run', 'goal', 'floor', 'verdict'];

/** Rows as Markdown, for people. */
export function tableOf(rows: readonly Judged[]): string {
  const lines = rows.map((row) => [
    row.name,
    row.how,
    sayValue(row, row.measured.value) + saySpread(row.measured.spread),
    sayChange(row),
    sayValue(row, row.goal),
    sayValue(row, row.floor),
    row.verdict,
  ]);
  const widths = head.map((_, at) =>
    Math.max(...[head, ...lines].map((cells) => lengthOf(cells, at))),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...lines.map(line), ''].join('\n');
}

function lengthOf(cells: string[], at: number): number {
  return cells[at]?.length ?? 0;
}

/** Three digits that matter, and all of a count: `0.946`, `14,312`. */
export function sayNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) {
    return value.toLocaleString('en', { maximumFractionDigits: 0 });
  }
  return String(Number(value.toPrecision(3)));
}

function sayValue({ unit = '' }: Pick<Row, 'unit'>, value: number): string {
  return unit ? `${sayNumber(value)} ${unit}` : sayNumber(value);
}

function saySpread(spread: number | undefined): string {
  return spread === undefined ? '' : `, spread ${(100 * spread).toFixed(0)} %`;
}

/** Which way it went says more than a number that has not changed. */
function sayChange(row: Judged): string {
  const { last, change } = row;
  if (!last || !change) return '-';
  if (change.share === 0) return 'the same';
  const percent = 100 * change.share;
  const sign = percent > 0 ? '+' : '';
  const told = Number.isFinite(percent) ? ` (${sign}${percent.toFixed(0)} %)` : '';
  return `${sayValue(row, last.value)}${told}${change.isWorse ? ', worse' : ''}`;
}
