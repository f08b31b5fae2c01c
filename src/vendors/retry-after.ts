import { MINUTE, SECOND } from '../domain/duration.js';

/** Whatever a vendor says, it is asked again after this long: a slip of theirs must not hold a day's mail. */
export const longestPauseMs = 15 * MINUTE;

/**
 * The pause that a Retry-After header asks for, in seconds or as a date; undefined when it asks for none
 * that can be read.
 */
export function retryAfterMs(
  header: string | null | undefined,
  nowMs = Date.now(),
): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * SECOND;
  return ms > 0 ? Math.min(Math.ceil(ms), longestPauseMs) : undefined;
}
