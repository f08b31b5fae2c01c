import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sequenceOf } from '../../src/campaign/sequences/index.js';
import {
  bookingStopOf,
  emailStatusOf,
  isUnknown,
  isWorse,
  stops,
  suppressionOf,
  worstOf,
} from '../../src/campaign/stops.js';
import { causeOf } from '../../src/domain/run/stop.js';
import { type Event, events, expected, isStop } from '../support/stop-table.js';

describe('an Email Status', () => {
  /** From least to worst; those of one line mean the same. */
  const scale: (string | null)[][] = [
    [null, '', ' '],
    ['Subscribed', ' SUBSCRIBED', 'subscribed '],
    ['Unsubscribed', 'unsubscribed', '\u00a0Unsubscribed\n'],
    ['Do not mail', 'unsubscribe', 'Un subscribed', 'constructor'],
    ['Bounced', 'BOUNCED'],
    ['Complained', ' complained '],
  ];
  const ranked = scale.flatMap((line, rank) => line.map((status) => ({ status, rank })));

  it('is as bad as what it means, however it is written', () => {
    for (const one of ranked) {
      for (const other of ranked) {
        const pair = JSON.stringify([one.status, other.status]);
        assert.equal(isWorse(one.status, other.status), one.rank > other.rank, pair);
      }
    }
  });

  it('of several is the worst, in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ranked, { minLength: 1 }), (some) => {
        const worst = worstOf(some.map(({ status }) => status));
        const rank = Math.max(...some.map((one) => one.rank));
        assert.ok(scale[rank]?.some((status) => status === worst || (rank === 0 && !worst)));
      }),
    );
  });

  it('is unknown if nobody has said what it means', () => {
    for (const { status, rank } of ranked) assert.equal(isUnknown(status), rank === 3, `${status}`);
  });

  it('is what stops that hold make of it, where a row does not say so', () => {
    assert.equal(emailStatusOf([]), null);
    assert.equal(emailStatusOf(['unsubscribed']), 'Unsubscribed');
    assert.equal(emailStatusOf(['complained', 'unsubscribed', 'bounced']), 'Complained');
  });

  it('that nobody knows suppresses nothing by itself; a stop that holds does', () => {
    assert.equal(suppressionOf({ name: 'no-show' }, 'Do not mail'), undefined);
    assert.equal(
      suppressionOf({ name: 'no-show' }, 'Subscribed', ['unsubscribed']),
      'unsubscribed',
    );
    assert.equal(suppressionOf({ name: 'onboarding' }, 'Subscribed', ['unsubscribed']), undefined);
    assert.equal(suppressionOf({ name: 'onboarding' }, 'Unsubscribed', ['bounced']), 'bounced');
  });
});

describe('a Booking Status', () => {
  const cases: [before: string | null, now: string | null, ends: string | undefined][] = [
    [null, 'Booked', 'booked'],
    [null, ' BOOKED ', 'booked'],
    ['booked', 'Booked ', undefined],
    ['Not Booked', 'no-show', 'superseded'],
    [null, 'Rescheduled', undefined],
    ['Booked', ' ', undefined],
    ['Booked', null, undefined],
  ];
  for (const [before, now, ends] of cases) {
    it(`of ${JSON.stringify(now)} after ${JSON.stringify(before)} ends an assessment: ${ends ?? 'no'}`, () => {
      assert.equal(bookingStopOf({ name: 'assessment' }, { before, now }), ends);
    });
  }
});

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
