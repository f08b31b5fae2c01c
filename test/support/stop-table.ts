import type { SequenceName } from '../../src/campaign/sequences/index.js';
import { endedByEventOf, promised } from '../campaign/promises/promises.js';

/** The table of stops once more, from what is promised alone: what the product is held against. */

export type Event = SequenceName | 'booked' | 'unsubscribed' | 'complained';

const outside = ['booked', 'unsubscribed', 'complained'] as const;

/** Events that also hold for runs that start later. */
const lasting: ReadonlySet<Event> = new Set(['unsubscribed', 'complained']);

export const events: readonly Event[] = [...promised.map(({ name }) => name), ...outside];

/** What each event ends, and with which outcome. */
const ends: Record<string, Record<string, string>> = {
  ...Object.fromEntries(promised.map((one) => [one.name, endedByEventOf(one)])),
  ...Object.fromEntries(
    outside.map((event) => [
      event,
      Object.fromEntries(
        promised
          .filter(({ kind }) => event === 'complained' || kind === 'marketing')
          .map(({ name }) => [name, event]),
      ),
    ]),
  ),
};

export function isStop(event: Event): boolean {
  return outside.some((stop) => stop === event);
}

/** What a reader of the table expects of events in an order of arrival, by run. */
export function expected(order: readonly Event[]): Record<string, string> {
  const runs: Record<string, string> = {};
  for (const [at, event] of order.entries()) {
    for (const [name, cause] of Object.entries(ends[event] ?? {})) {
      if (runs[name] === 'running') runs[name] = `stopped:${cause}`;
    }
    if (isStop(event)) continue;
    const isSuppressed = order
      .slice(0, at)
      .some((past) => lasting.has(past) && ends[past]?.[event]);
    runs[event] = isSuppressed ? 'suppressed' : 'running';
  }
  return runs;
}
