import { html } from 'hono/html';
import { Problem } from '../api/http/problem.js';
import { DAY, HOUR, MINUTE } from '../domain/duration.js';
import { type Clock, sayInstant } from './clock.js';

export type Html = ReturnType<typeof html>;

/** An instant with how far away it is: `in 3 hours`, `2 days ago`. */
export function renderTime(instant: string, { now, zone }: Clock): Html {
  const ms = Date.parse(instant) - now.getTime();
  return html`<time datetime="${instant}">${sayInstant(instant, zone)}</time> <span class="faint">(${sayDistance(ms)})</span>`;
}

const units: [ms: number, name: string][] = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
];

function sayDistance(ms: number): string {
  const length = sayLength(ms);
  if (length === undefined) return 'now';
  return ms < 0 ? `${length} ago` : `in ${length}`;
}

/** `2 days`, `36 hours`; undefined below a minute. */
export function sayLength(ms: number): string | undefined {
  const size = Math.abs(ms);
  const [unitMs, name] = units.find(([unit]) => size >= 2 * unit) ?? [MINUTE, 'minute'];
  const count = Math.round(size / unitMs);
  if (count === 0) return undefined;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

export function sayCount(count: number): string {
  return count === 1 ? '1 email' : `${count} emails`;
}

const reasons: Record<string, string> = {
  too_late: 'too late: its grace was over',
  testing_mode: 'in testing mode this address gets no mail',
  operator: 'by an operator',
};

/** Why an email has its state, in words where we have them. */
export function sayReason(reason: string): string {
  return reasons[reason] ?? reason;
}

/** A refusal with every faulty field. */
export function sayProblem({ message, errors = [] }: Problem): string {
  const faults = errors.filter(({ message: fault }) => !message.includes(fault));
  return [message, ...faults.map((fault) => `${fault.path}: ${fault.message}.`)].join(' ');
}

/**
 * The console asks why of everything that is done there.
 * @throws {Problem} 422
 */
export function requireReason(reason: string): void {
  if (reason) return;
  throw new Problem(422, 'Nothing was changed: say why.', {
    errors: [{ path: 'reason', message: 'is required' }],
  });
}
