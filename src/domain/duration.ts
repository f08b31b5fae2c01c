import { InvalidCampaign } from './errors.js';

type Unit = 'second' | 'minute' | 'hour' | 'day';

/** A length of time as people write it, checked by the compiler: `24 hours`, `1 minute`. */
export type Duration = `${number} ${Unit}` | `${number} ${Unit}s`;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const unitMs: Record<string, number> = { second: SECOND, minute: MINUTE, hour: HOUR, day: DAY };

/**
 * Milliseconds of a duration; days are 24 hours.
 * @throws {InvalidCampaign} when the text is no duration, for data that did not go through the compiler.
 */
export function toMs(duration: Duration): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) (second|minute|hour|day)s?$/.exec(duration) ?? [];
  const ms = unitMs[unit];
  if (ms === undefined) {
    throw new InvalidCampaign(`"${duration}" is no duration; expected for example "24 hours"`);
  }
  return Number(amount) * ms;
}

/** From which length on a unit is taken, longest first. */
const sayable: [fromMs: number, size: number, name: string][] = [
  [2 * DAY, DAY, 'd'],
  [HOUR, HOUR, 'h'],
  [MINUTE, MINUTE, 'min'],
  [0, SECOND, 's'],
];

/** A length of time in its largest unit, rounded: `36 h`. */
export function sayLength(ms: number): string {
  const [, size, name] = sayable.find(([fromMs]) => ms >= fromMs) ?? [0, SECOND, 's'];
  return `${Math.round(ms / size)} ${name}`;
}
