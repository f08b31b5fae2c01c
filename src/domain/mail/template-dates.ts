import { Temporal } from 'temporal-polyfill';

/** Dates as copy says them: in the campaign's zone and in English, whatever machine it is rendered on. */

/** What "now" and "today" are, and the zone whose days and hours are told. */
export interface Clock {
  now: Date;
  /** As `America/New_York`. */
  zone: string;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * A date as an event may tell it: a day, an instant, a time of day without a zone (then it is the
 * campaign's), seconds or milliseconds since 1970, `now`, or a day in English words with its year. Undefined for other
 * words: they are shown as they are, as nobody knows which day they mean.
 */
export function readDate(value: unknown, { now, zone }: Clock): Temporal.ZonedDateTime | undefined {
  const text = String(value).trim();
  if (text === 'now' || text === 'today') return inZone(now.getTime(), zone);
  // Fewer digits are a year or a count.
  if (/^\d{9,11}$/.test(text)) return inZone(Number(text) * 1_000, zone);
  if (/^\d{12,13}$/.test(text)) return inZone(Number(text), zone);
  if (text.length > 40) return undefined;
  if (/^\d{4}-\d\d-\d\d$/.test(text))
    return attempt(() => Temporal.PlainDate.from(text).toZonedDateTime(zone));
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/i.test(text)) {
    return (
      attempt(() => Temporal.Instant.from(text).toZonedDateTimeISO(zone)) ??
      attempt(() => Temporal.PlainDateTime.from(text).toZonedDateTime(zone))
    );
  }
  return readWords(text, zone);
}

/** `January 15, 2026`, `Thursday, 15 Jan 2026`, `January 15th, 2026 at 3:30 pm`. */
function readWords(text: string, zone: string): Temporal.ZonedDateTime | undefined {
  const [, before, at] = /^(.*?\b\d{4})(?:,? (?:at )?(\d.*))?$/i.exec(text) ?? [];
  const words = (before ?? '')
    .replace(/^[a-z]+day,? /i, '')
    .replaceAll(/[,.]/g, '')
    .split(/ +/);
  const [one = '', two = '', year = '', ...rest] = words;
  const isMonthFirst = /^[a-z]/i.test(one);
  const month = monthOf(isMonthFirst ? one : two);
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/i.exec(isMonthFirst ? two : one)?.[1];
  const time = readTime(at);
  if (rest.length > 0 || !month || !day || !time || !/^\d{4}$/.test(year)) return undefined;
  return attempt(() =>
    Temporal.PlainDateTime.from(
      { year: Number(year), month, day: Number(day), ...time },
      { overflow: 'reject' },
    ).toZonedDateTime(zone),
  );
}

function monthOf(name: string): number | undefined {
  const short = name.toLowerCase();
  if (short.length < 3) return undefined;
  const index = months.findIndex((month) =>
    month.toLowerCase().startsWith(short.replace(/^sept$/, 'sep')),
  );
  return index < 0 ? undefined : index + 1;
}

/** `3 pm`, `15:30`; midnight where there is none. */
function readTime(text: string | undefined): { hour: number; minute: number } | undefined {
  if (text === undefined) return { hour: 0, minute: 0 };
  const [, hour, minute = '0', half] = /^(\d{1,2})(?::(\d\d))? ?([ap]\.?m\.?)?$/i.exec(text) ?? [];
  if (hour === undefined || (half === undefined && !text.includes(':'))) return undefined;
  const isPm = half?.toLowerCase().startsWith('p') ?? false;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0);
  return { hour: hours, minute: Number(minute) };
}

/**
 * A date by a pattern of Liquid's, as `%B %-d, %Y`. `-` leaves padding out, `_` pads with blanks, `0`
 * with zeros, `^` makes capitals; what is no part of a pattern stays as it is.
 */
export function formatDate(date: Temporal.ZonedDateTime, pattern: string): string {
  return pattern.replaceAll(directive, (written, flags: string, width: string, letter: string) => {
    const part = parts[letter];
    if (!part) return written;
    const [value, pad = '', length = 0] = part(date, flags);
    return padded(
      value,
      flags,
      flags.includes('_') ? ' ' : flags.includes('0') ? '0' : pad,
      Number(width) || length,
    );
  });
}

const directive = /%([-_0^#:]{0,4})(\d?\d?)([a-z%])/gi;

/** What of a pattern would be shown as it is written: a letter that stands for nothing, or all of it. */
export function unknownIn(pattern: string): string | undefined {
  const found = [...pattern.matchAll(directive)];
  if (found.length === 0) return pattern;
  return found.find(([, , , letter = '']) => !Object.hasOwn(parts, letter))?.[0];
}

type Part = [value: string | number, pad?: '0' | ' ', length?: number];

const two = (value: number): Part => [value, '0', 2];
const weekday = ({ dayOfWeek }: Temporal.ZonedDateTime) => dayOfWeek % 7;
const hour12 = ({ hour }: Temporal.ZonedDateTime) => hour % 12 || 12;
/** Weeks since the first that begins on a weekday of the year. */
const week = ({ dayOfYear }: Temporal.ZonedDateTime, sinceStart: number) =>
  Math.floor((dayOfYear - 1 + 7 - sinceStart) / 7);

const parts: Record<string, (date: Temporal.ZonedDateTime, flags: string) => Part> = {
  a: (date) => [days[weekday(date)]?.slice(0, 3) ?? ''],
  A: (date) => [days[weekday(date)] ?? ''],
  b: ({ month }) => [months[month - 1]?.slice(0, 3) ?? ''],
  B: ({ month }) => [months[month - 1] ?? ''],
  c: (date) => [formatDate(date, '%a %b %e %H:%M:%S %Y')],
  C: ({ year }) => two(Math.floor(year / 100)),
  d: ({ day }) => two(day),
  D: (date) => [formatDate(date, '%m/%d/%y')],
  e: ({ day }) => [day, ' ', 2],
  F: (date) => [formatDate(date, '%Y-%m-%d')],
  G: ({ yearOfWeek, year }) => [yearOfWeek ?? year],
  h: ({ month }) => [months[month - 1]?.slice(0, 3) ?? ''],
  H: ({ hour }) => two(hour),
  I: (date) => two(hour12(date)),
  j: ({ dayOfYear }) => [dayOfYear, '0', 3],
  k: ({ hour }) => [hour, ' ', 2],
  l: (date) => [hour12(date), ' ', 2],
  L: ({ millisecond }) => [millisecond, '0', 3],
  m: ({ month }) => two(month),
  M: ({ minute }) => two(minute),
  n: () => ['\n'],
  p: ({ hour }) => [hour < 12 ? 'AM' : 'PM'],
  P: ({ hour }) => [hour < 12 ? 'am' : 'pm'],
  q: ({ day }) => [ordinal(day)],
  r: (date) => [formatDate(date, '%I:%M:%S %p')],
  R: (date) => [formatDate(date, '%H:%M')],
  s: ({ epochMilliseconds }) => [Math.floor(epochMilliseconds / 1_000)],
  S: ({ second }) => two(second),
  t: () => ['\t'],
  T: (date) => [formatDate(date, '%H:%M:%S')],
  u: ({ dayOfWeek }) => [dayOfWeek],
  U: (date) => two(week(date, weekday(date))),
  v: (date) => [formatDate(date, '%e-%b-%Y')],
  V: ({ weekOfYear }) => two(weekOfYear ?? 0),
  w: (date) => [weekday(date)],
  W: (date) => two(week(date, date.dayOfWeek - 1)),
  x: (date) => [formatDate(date, '%m/%d/%y')],
  X: (date) => [formatDate(date, '%H:%M:%S')],
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => [year, '0', 4],
  z: ({ offset }, flags) => [flags.includes(':') ? offset : offset.replace(':', '')],
  Z: ({ epochMilliseconds, timeZoneId }) => [nameOfZone(epochMilliseconds, timeZoneId)],
  '%': () => ['%'],
};

function padded(value: string | number, flags: string, pad: string, length: number): string {
  const text =
    flags.includes('-') || pad === '' ? String(value) : String(value).padStart(length, pad);
  return flags.includes('^') ? text.toUpperCase() : text;
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

/** `EST`, or `GMT+1` where English has no letters for it. */
function nameOfZone(epochMs: number, timeZone: string): string {
  return (
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' })
      .formatToParts(epochMs)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  );
}

function inZone(epochMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // no day of the calendar, as February 30
  }
}
