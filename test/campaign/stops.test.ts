import assert from 'node:assert/strict';
import { sequenceOf } from '../../src/campaign/sequences/index.js';
import { isWorse, stops, suppressionOf } from '../../src/campaign/stops.js';
import { causeOf } from '../../src/domain/run/stop.js';
import { type Event, events, expected, isStop } from '../support/stop-table.js';

describe('the table of stops', () => {
  /** What our own table makes of an order of events. */
  function actual(order: readonly Event[]): Record<string, string> {
    const runs: Record<string, string> = {};
    let emailStatus: string | null = null;
    for (const event of order) {
      const name = sequenceOf(event)?.stop ?? event;
      const stop = stops[name];
      for (const run of stop?.ends ?? []) {
        if (runs[run] === 'running') runs[run] = `stopped:${causeOf(name)}`;
      }
      const told = stop?.emailStatus;
      if (told && isWorse(told, emailStatus)) emailStatus = told;
      if (isStop(event)) continue;
      const isSuppressed = suppressionOf({ name: event }, emailStatus) !== undefined;
      runs[event] = isSuppressed ? 'suppressed' : 'running';
    }
    return runs;
  }

  it('holds for every order of up to four events', () => {
    const orders = (length: number, left: readonly Event[]): Event[][] =>
      length === 0
        ? [[]]
        : left.flatMap((event) =>
            orders(
              length - 1,
              left.filter((other) => other !== event),
            ).map((rest) => [event, ...rest]),
          );
    const all = [1, 2, 3, 4].flatMap((length) => orders(length, events));
    assert.ok(all.length > events.length ** 3, 'every order is there');
    for (const order of all) assert.deepEqual(actual(order), expected(order), order.join(', '));
  });
});
