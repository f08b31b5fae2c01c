import type { GrowthPoint } from './row.js';
import { sayNumber } from './table.js';

const width = 40;

/** How a database grows with its sleeping runs, drawn with letters: a straight line is what is wanted. */
export function plotOf(points: readonly GrowthPoint[]): string {
  const most = Math.max(...points.map(({ runs, databaseBytes }) => runs * databaseBytes));
  const lines = points.map(({ runs, databaseBytes, databaseRows, heapBytes }) => {
    const bytes = runs * databaseBytes;
    const bar = '#'.repeat(Math.max(1, Math.round((width * bytes) / most)));
    const each = [
      `${sayNumber(databaseRows)} rows`,
      `${sayNumber(databaseBytes)} bytes`,
      `${sayNumber(heapBytes)} bytes of heap`,
    ];
    const megabytes = `${(bytes / 1e6).toFixed(1)} MB`;
    return `${sayNumber(runs).padStart(7)} |${bar.padEnd(width)} ${megabytes.padStart(9)}; each ${each.join(', ')}`;
  });
  return `${['   runs | size of the database', ...lines].join('\n')}\n`;
}
