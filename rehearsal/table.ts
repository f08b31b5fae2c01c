/** What became of one act. */
export interface Row {
  name: string;
  /** What is shown. */
  what: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** In words; of a failure, why. */
  result: string;
  seconds: number;
}

/** One line per act, and below it in full what failed. */
export function tableOf(rows: Row[]): string {
  const head = ['name', 'what', 'result', 'seconds'];
  const cells = rows.map(({ name, what, outcome, result, seconds }) => [
    name,
    what,
    outcome === 'passed' ? result : `${outcome.toUpperCase()}: ${result.split('\n')[0]}`,
    seconds.toFixed(1),
  ]);
  const widths = head.map((title, at) =>
    Math.max(...[head, ...cells].map((row) => (row[at] ?? title).length)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, at) => (at === 3 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ');
  const failures = rows
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ name, result }) => `\n${name} failed:\n${result}\n`);
  return [line(head), ...cells.map(line), ''].join('\n') + failures.join('');
}
