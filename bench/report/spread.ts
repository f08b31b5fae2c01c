import type { Measured } from './row.js';

/** The middle of an odd number of values, or the mean of the two middle ones. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2;
}

/** The median of single values, and how far their middle half lies apart. */
export function measuredOf(values: readonly number[]): Measured {
  const sorted = values.toSorted((a, b) => a - b);
  const quarter = Math.floor((sorted.length - 1) / 4);
  const value = medianOf(values);
  const [low = Number.NaN, high = Number.NaN] = [sorted[quarter], sorted.at(-1 - quarter)];
  return { value, spread: (high - low) / Math.abs(value) };
}
