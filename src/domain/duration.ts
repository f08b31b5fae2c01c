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
