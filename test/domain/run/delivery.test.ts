import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/duration.js';
import {
  type DeliveryReport,
  deliveries,
  deliveryEvents,
  isLost,
  raiseDelivery,
  rowPauseMs,
  stopOf,
} from '../../../src/domain/run/delivery.js';

describe('raiseDelivery', () => {
  it('only moves up, for every pair of words', () => {
    const order = 'sent delayed delivered bounced suppressed failed complained'.split(' ');
    assert.deepEqual(deliveries, order);
    for (const [known, before] of deliveries.entries()) {
      for (const [told, after] of deliveries.entries()) {
        assert.equal(raiseDelivery(before, after), order[Math.max(known, told)]);
      }
    }
  });

  it('takes any word over none, and over one that it does not know', () => {
    for (const told of deliveries) {
      assert.equal(raiseDelivery(null, told), told);
      assert.equal(raiseDelivery('lost in space', told), told);
    }
  });

  it('comes to the same in every order, and however often', () => {
    const words = fc.array(fc.constantFrom(...deliveries), { minLength: 1, maxLength: 6 });
    const told = (list: readonly (typeof deliveries)[number][]) =>
      list.reduce<string | null>((known, word) => raiseDelivery(known, word), null);
    fc.assert(
      fc.property(words, words, (once, again) => {
        const repeats = again.filter((word) => once.includes(word));
        assert.equal(told([...once, ...repeats].toSorted()), told(once));
      }),
    );
  });
});

describe('stopOf', () => {
  const report: DeliveryReport = {
    event: 'email.sent',
    at: '2025-12-01T12:00:00.000Z',
    emailId: 'b1',
    email: 'sarah@salon.example',
    contactKey: 'a'.repeat(32),
    runId: `assessment/${'a'.repeat(32)}`,
    number: 2,
  };
  const cases: [Partial<DeliveryReport>, string | undefined, boolean][] = [
    [{ event: 'email.bounced', bounceType: 'Permanent' }, 'bounced', false],
    [{ event: 'email.bounced', bounceType: 'Transient' }, undefined, false],
    [{ event: 'email.bounced', bounceType: 'Undetermined' }, undefined, false],
    [{ event: 'email.bounced' }, undefined, false],
    [{ event: 'email.complained' }, 'complained', false],
    [{ event: 'email.suppressed', reason: 'previous_bounce' }, 'bounced', false],
    [{ event: 'email.suppressed', reason: 'previous_complaint' }, 'complained', false],
    [{ event: 'email.suppressed' }, undefined, true],
    [{ event: 'email.failed', reason: 'reached_daily_quota' }, undefined, true],
    [{ event: 'email.delivered', reason: 'bounce' }, undefined, false],
  ];
  for (const [more, stop, lost] of cases) {
    it(`makes ${stop ?? (lost ? 'an alert' : 'nothing')} of ${JSON.stringify(more)}`, () => {
      assert.equal(stopOf({ ...report, ...more }), stop);
      assert.equal(isLost({ ...report, ...more }), lost);
    });
  }

  it('stops nobody for what Resend tells of every email', () => {
    for (const event of ['email.sent', 'email.delivery_delayed', 'email.delivered'] as const) {
      assert.ok(event in deliveryEvents);
      assert.equal(stopOf({ ...report, event }), undefined);
    }
  });
});

describe('rowPauseMs', () => {
  it('looks often at first, then every half minute, then hourly, and gives up after a day', () => {
    const waits = [0, MINUTE - 1, MINUTE, HOUR - 1, HOUR, DAY - 1, DAY];
    const [short, middle, long] = [2 * SECOND, 30 * SECOND, HOUR];
    assert.deepEqual(waits.map(rowPauseMs), [short, short, middle, middle, long, long, undefined]);
  });
});
