import { InvalidArgumentError, Option } from 'commander';
import { loadOperatorConfig } from '../config/operator.js';
import { isEmail } from '../domain/contact.js';
import { HOUR, MINUTE } from '../domain/duration.js';
import { readInstant } from '../domain/event/time.js';
import { type Cli, WrongUsage } from './cli.js';

/** Arguments are read before anything is asked; each message says what was expected. */

/** @throws {InvalidArgumentError} */
export function readAddress(text: string): string {
  if (isEmail(text)) return text.trim();
  throw new InvalidArgumentError('Expected an email address.');
}

/** The id of a run, also as addresses hold it: `assessment%2F5f1c…`. */
export function readRunId(text: string): string {
  return text.trim().replaceAll(/%2F/gi, '/');
}

/** @throws {InvalidArgumentError} */
export function readNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected the number of an email, such as 2.');
}

/** @throws {InvalidArgumentError} */
export function readTime(text: string): Date {
  const instant = readInstant(text.trim());
  if (instant) return instant.at;
  throw new InvalidArgumentError('Expected an instant such as 2025-12-01T10:30:00Z.');
}

const unitMs: Record<string, number> = { m: MINUTE, h: HOUR, d: 24 * HOUR };

/**
 * A length of time such as `24h`, in ms.
 * @throws {InvalidArgumentError}
 */
export function readLength(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,4})\s*([mhd])$/.exec(text.trim()) ?? [];
  const ms = unitMs[unit];
  if (ms !== undefined) return Number(amount) * ms;
  throw new InvalidArgumentError('Expected a length of time such as 30m, 24h or 7d.');
}

/** Who asks for a control, and why. */
export const whoOptions = () => [
  new Option('--by <name>', 'who asks for it (default: USER of the environment)'),
  new Option('--reason <text>', 'why, for the history'),
];

export interface Who {
  by?: string;
  reason?: string;
}

/**
 * Who asks, as the API takes it.
 * @throws {WrongUsage} when nobody is named.
 */
export function readWho(cli: Cli, { by, reason }: Who): { by: string; reason?: string } {
  const name = by ?? loadOperatorConfig(cli.env).user;
  if (!name?.trim()) {
    throw new WrongUsage('--by is missing: expected who asks for it, as USER is not set either');
  }
  return { by: name, ...(reason !== undefined && { reason }) };
}

/** Temporal forgets ended runs after 30 days. */
const mostDays = 28;

/**
 * A number of days, 28 at most.
 * @throws {InvalidArgumentError}
 */
export function readDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= mostDays) return days;
  throw new InvalidArgumentError(`Expected a whole number of days from 1 to ${mostDays}.`);
}
