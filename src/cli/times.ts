import { HOUR, MINUTE, SECOND } from '../domain/duration.js';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAY = 24 * HOUR;

/** From which length on a unit is taken, longest first. */
const units: [fromMs: number, unitMs: number, name: string][] = [
  [2 * DAY, DAY, 'd'],
  [HOUR, HOUR, 'h'],
  [MINUTE, MINUTE, 'min'],
  [0, SECOND, 's'],
];

/** An instant in UTC with its weekday: `Tue 2025-12-02 10:30:00`. */
export function sayInstant(at: string): string {
  const date = new Date(at);
  return `${weekdays[date.getUTCDay()]} ${date.toISOString().slice(0, 19).replace('T', ' ')}`;
}

/** How far off an instant is: `in 3 h`, `5 min ago`, `now`. */
export function sayDistance(at: string, now: Date): string {
  const ms = Date.parse(at) - now.getTime();
  const length = sayLength(Math.abs(ms));
  if (length === '0 s') return 'now';
  return ms > 0 ? `in ${length}` : `${length} ago`;
}

/** A length of time in its largest unit, rounded. */
export function sayLength(ms: number): string {
  const [, unitMs, name] = units.find(([fromMs]) => ms >= fromMs) ?? [0, SECOND, 's'];
  return `${Math.round(ms / unitMs)} ${name}`;
}
