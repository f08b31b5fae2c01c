import assert from 'node:assert/strict';
import { isWorse, stops, suppressionOf } from '../../src/campaign/stops.js';
import { causeOf, type StopName } from '../../src/domain/run/stop.js';
import { type Event, events, expected, lasting } from '../support/stop-table.js';

describe('the table of stops', () => {
  const causes: Record<string, StopName> = { onboarding: 'paid' };

  /** What our own table makes of an order of events. */
  function actual(order: readonly Event[]): Record<string, string> {
    const runs: Record<string, string> = {};
    let emailStatus: string | null = null;
    for (const event of order) {
      const name = causes[event] ?? event;
      const stop = stops[name];
      for (const run of stop?.ends ?? []) {
        if (runs[run] === 'running') runs[run] = `stopped:${causeOf(name)}`;
      }
      const told = stop?.emailStatus;
      if (told && isWorse(told, emailStatus)) emailStatus = told;
      if (['booked', ...lasting].includes(event)) continue;
      const isSuppressed = suppressionOf({ name: event }, emailStatus) !== undefined;
      runs[event] = isSuppressed ? 'suppressed' : 'running';
    }
    return runs;
  }

  it('holds for every order of up to four events', () => {
    const orders = (length: number, left: Event[]): Event[][] =>
      length === 0
        ? [[]]
        : left.flatMap((event) =>
            orders(
              length - 1,
              left.filter((other) => other !== event),
            ).map((rest) => [event, ...rest]),
          );
    const all = [1, 2, 3, 4].flatMap((length) => orders(length, events));
    assert.equal(all.length, 7 + 42 + 210 + 840);
    for (const order of all) assert.deepEqual(actual(order), expected(order), order.join(', '));
  });
});
