import { DAY } from '../duration.js';

/** How far ahead anybody plans an email by hand, a hundred years: what lies further means "never". */
const mostAheadMs = 100 * 366 * DAY;

export const tooFar = 'expected an instant within a hundred years from now';

/** The last instant that is planned: where Temporal lists runs by Elasticsearch, time ends in April 2262. */
const lastMs = Date.UTC(2262, 0);

/** Whether an email cannot be meant to go at a time (both in ms since 1970), as it is more than a hundred years ahead. */
export function isTooFarAhead(atMs: number, nowMs: number): boolean {
  return atMs > nowMs + mostAheadMs;
}

/**
 * A time of a plan, in ms since 1970, as an ISO instant. Whatever has brought it there, it is never later
 * than Temporal can store.
 */
export function toInstant(ms: number): string {
  return new Date(Math.min(ms, lastMs)).toISOString();
}
