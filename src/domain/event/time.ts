import { Temporal } from 'temporal-polyfill';

/** An instant read from text; `isAssumedUtc` when the text named no offset. */
export interface ReadInstant {
  at: Date;
  isAssumedUtc: boolean;
}

/** No instant takes as many characters, whatever zones and calendars stand behind it. */
const longestInstant = 100;

/**
 * Reads ISO 8601 with any offset, or without one as UTC; undefined for anything else. Years have four
 * digits: others are read by hardly anyone whom we tell the time.
 */
export function readInstant(text: string): ReadInstant | undefined {
  if (text.length > longestInstant || !/^\d/.test(text)) return undefined;
  const read =
    attempt(() => ({
      at: new Date(Temporal.Instant.from(text).epochMilliseconds),
      isAssumedUtc: false,
    })) ?? (isZoneNamed(text) ? undefined : readAsUtc(text));
  return read && hasPlainYear(read.at) ? read : undefined;
}

/** Whether a year has four digits in UTC too, whatever the offset that it was told with. */
export function hasPlainYear(at: Date): boolean {
  return /^\d{4}-/.test(at.toISOString());
}

/** A zone without an offset, as `2025-12-01T10:30[Europe/Berlin]`, is no ISO 8601, and is not UTC. */
function isZoneNamed(text: string): boolean {
  return text.includes('[');
}

function readAsUtc(text: string): ReadInstant | undefined {
  return attempt(() => ({
    at: new Date(Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds),
    isAssumedUtc: true,
  }));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // not of this form; the caller says so to whoever posted it
  }
}
