import { Temporal } from 'temporal-polyfill';

/** An instant read from text; `isAssumedUtc` when the text named no offset. */
export interface ReadInstant {
  at: Date;
  isAssumedUtc: boolean;
}

/** Reads ISO 8601 with any offset, or without one as UTC; undefined for anything else. */
export function readInstant(text: string): ReadInstant | undefined {
  return (
    attempt(() => ({
      at: new Date(Temporal.Instant.from(text).epochMilliseconds),
      isAssumedUtc: false,
    })) ??
    attempt(() => ({
      at: new Date(Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds),
      isAssumedUtc: true,
    }))
  );
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // not of this form; the caller says so to whoever posted it
  }
}
