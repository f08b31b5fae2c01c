import { sayLength } from '../domain/duration.js';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

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
