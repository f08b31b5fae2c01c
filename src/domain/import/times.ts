import { Temporal } from 'temporal-polyfill';
import { DAY, MINUTE } from '../duration.js';
import { readInstant } from '../event/time.js';
import type { Cell } from './old-row.js';

/** An instant of an older record, or why it is none. */
export type OldTime = { at: string; note?: string; isDay?: true } | { fault: string };

/** How far ahead of ours another clock may be. */
const clockToleranceMs = 5 * MINUTE;

/**
 * Reads when something happened; text without an offset is UTC. Of a mere day its end counts, so that nothing
 * comes too soon after it: `isDay` says so.
 */
export function readPast(cell: Cell, what: string, now: Date): OldTime {
  if (typeof cell !== 'string') return { fault: `${what} is ${named(cell)}, expected a date` };
  const instant = readInstant(cell) ?? readZoned(cell);
  if (!instant) return { fault: `${what} is no date that can be read` };
  const { at, isAssumedUtc } = instant;
  if (at.getTime() > now.getTime() + clockToleranceMs)
    return { fault: `${what} lies in the future` };
  if (isDay(cell)) {
    const endMs = Math.min(at.getTime() + DAY - 1, now.getTime());
    return { at: new Date(endMs).toISOString(), isDay: true };
  }
  const note = `${what} has no offset: read as UTC`;
  return { at: at.toISOString(), ...(isAssumedUtc && { note }) };
}

/** Reads when something is to happen; undefined for what tells no time of day. */
export function readPlanned(cell: Cell | undefined): string | undefined {
  if (typeof cell !== 'string' || isDay(cell)) return undefined;
  return readInstant(cell)?.at.toISOString();
}

/** `2025-12-01T10:30[Europe/Berlin]`: where a clock changes, an hour that comes twice is the first. */
function readZoned(text: string): { at: Date; isAssumedUtc: false } | undefined {
  if (!text.includes('[')) return undefined;
  try {
    return {
      at: new Date(Temporal.ZonedDateTime.from(text).epochMilliseconds),
      isAssumedUtc: false,
    };
  } catch {
    return undefined; // the caller says so
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function named(cell: Cell): string {
  return typeof cell === 'number' ? 'a number' : 'a checkbox';
}
