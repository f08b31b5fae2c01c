import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { Temporal } from 'temporal-polyfill';
import type { ApiDeps } from '../api/deps.js';
import { Problem } from '../api/http/problem.js';
import { DAY, SECOND } from '../domain/duration.js';

/** What time it is, and in which zone its operator reads times. */
export interface Clock {
  now: Date;
  /** As `Europe/Berlin`. */
  zone: string;
}

const cookie = 'evergreen_zone';
const keptForMs = 365 * DAY;

/** What time it is for who asks. */
export async function readClock(c: Context, api: Pick<ApiDeps, 'now' | 'zone'>): Promise<Clock> {
  return { now: await api.now(), zone: zoneOf(c, api) };
}

/** All zones that can be chosen, by their names. */
export function zoneNames(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

/** The zone that an operator has chosen; the campaign's until they choose one. */
export function zoneOf(c: Context, { zone }: Pick<ApiDeps, 'zone'>): string {
  const chosen = getCookie(c, cookie) ?? '';
  return isZone(chosen) ? chosen : zone;
}

/**
 * Keeps an operator's choice in their browser; it is theirs on all pages, and nobody else's.
 * @throws {Problem} 422
 */
export function chooseZone(c: Context, zone: string): void {
  if (!isZone(zone)) {
    const fault = { path: 'zone', message: 'expected a time zone such as Europe/Berlin' };
    throw new Problem(422, 'Nothing was changed: there is no such time zone.', { errors: [fault] });
  }
  setCookie(c, cookie, zone, {
    path: '/console',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: keptForMs / SECOND,
  });
}

function isZone(name: string): boolean {
  try {
    return name !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** An instant on this zone's clocks: `2026-07-31 09:30 UTC+2`. */
export function sayInstant(instant: string, zone: string): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return `${toField(at)} ${sayOffset(at)}`.replace('T', ' ');
}

/** An instant as a field for a date and a time takes it: `2026-07-31T09:30`. */
export function toTimeField(instant: string, zone: string): string {
  return toField(Temporal.Instant.from(instant).toZonedDateTimeISO(zone));
}

/**
 * The instant that a field for a date and a time says, on this zone's clocks.
 * @throws {Problem} 422 for what is no time; for an hour that its clocks leave out, or show twice.
 */
export function readTimeField(field: string, zone: string): string {
  try {
    const local = Temporal.PlainDateTime.from(field);
    return local.toZonedDateTime(zone, { disambiguation: 'reject' }).toInstant().toString();
  } catch {
    const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(field);
    const message = isTime
      ? `clocks in ${zone} never show this time, or show it twice: take one an hour apart`
      : 'expected a date and a time';
    throw new Problem(422, 'Nothing was changed.', { errors: [{ path: 'at', message }] });
  }
}

function toField(at: Temporal.ZonedDateTime): string {
  return at.toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** `UTC`, `UTC+2`, `UTC-3:30` */
function sayOffset({ offset }: Temporal.ZonedDateTime): string {
  const [, sign = '', hours = '', minutes = '00'] = /^([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  const rest = minutes === '00' ? '' : `:${minutes}`;
  return Number(hours) === 0 && !rest ? 'UTC' : `UTC${sign}${Number(hours)}${rest}`;
}
