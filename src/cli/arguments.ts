import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { loadOperatorConfig } from '../config/operator.js';
import { isEmail } from '../domain/contact.js';
import { HOUR, MINUTE } from '../domain/duration.js';
import { InvalidEvent } from '../domain/errors.js';
import { readBody } from '../domain/event/event.js';
import { readInstant } from '../domain/event/time.js';
import { who } from '../domain/event/who.js';
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

/**
 * The path of a file to write: whoever waits for what stands in it hears before that it has no place.
 * @throws {InvalidArgumentError}
 */
export function readPath(text: string): string {
  if (!text.trim()) throw new InvalidArgumentError('Expected the path of a file.');
  const folder = dirname(text);
  if (!existsSync(folder)) {
    throw new InvalidArgumentError(
      `Expected a file in a folder that is there, which ${folder} is not.`,
    );
  }
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InvalidArgumentError(`Expected a file, which ${text} is not.`);
  }
  return text;
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
  reason?: string | undefined;
}

/**
 * Who asks, judged as the API does: it stands in histories and reports.
 * @throws {WrongUsage} naming the option that is missing or at fault.
 */
export function readWho(cli: Cli, { by, reason }: Who): { by: string; reason?: string } {
  const name = by ?? loadOperatorConfig(cli.env).user;
  if (name === undefined) {
    throw new WrongUsage('--by is missing: expected who asks for it, as USER is not set either');
  }
  try {
    const judged = readBody(who, { by: name, reason });
    return { by: judged.by, ...(judged.reason !== undefined && { reason: judged.reason }) };
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error;
    throw new WrongUsage(
      error.faults.map(({ path, message }) => `--${path}: ${message}`).join('; '),
    );
  }
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
