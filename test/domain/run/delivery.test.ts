import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/duration.js';
import type { PlannedEmail } from '../../../src/domain/plan/plan.js';
import {
  type DeliveryReport,
  deliveries,
  deliveryEvents,
  isLost,
  raiseDelivery,
  rowPauseMs,
  stopOf,
  takeDelivery,
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
    event: 'email.delivered',
    at: '2025-12-01T12:00:00.000Z',
    emailId: 'b1',
    email: 'sarah@salon.example',
    contactKey: 'a'.repeat(32),
    runId: `assessment/${'a'.repeat(32)}`,
    number: 2,
  };
  const cases: [Partial<DeliveryReport>, string | undefined, boolean][] = [
    [{ event: 'email.bounced', bounceType: 'Permanent' }, 'bounced', false],
    [{ event: 'email.bounced', bounceType: 'permanent' }, 'bounced', false],
    [{ event: 'email.bounced', bounceType: 'PERMANENT' }, 'bounced', false],
    [{ event: 'email.bounced', bounceType: 'Transient' }, undefined, false],
    [{ event: 'email.bounced', bounceType: 'Undetermined' }, undefined, false],
    [{ event: 'email.bounced' }, undefined, false],
    [{ event: 'email.complained' }, 'complained', false],
    [{ event: 'email.suppressed', reason: 'previous_bounce' }, 'bounced', false],
    [{ event: 'email.suppressed', reason: 'previous_complaint' }, 'complained', false],
    [{ event: 'email.suppressed', reason: 'Previous_Complaint' }, 'complained', false],
    [{ event: 'email.suppressed' }, 'bounced', false],
    [{ event: 'email.suppressed', reason: 'manual' }, undefined, true],
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
    for (const event of ['email.delivery_delayed', 'email.delivered'] as const) {
      assert.ok(event in deliveryEvents);
      assert.equal(stopOf({ ...report, event }), undefined);
    }
  });
});

describe('takeDelivery', () => {
  const email: PlannedEmail = {
    number: 2,
    template: '5-Day E2',
    sentBy: 'evergreen',
    plannedAt: '2025-12-02T12:00:00.000Z',
    dueAt: '2025-12-02T12:00:00.000Z',
    state: 'sent',
    resendId: 'a',
  };
  const { resendId: _, ...nameless } = email;
  const told = { emailId: 'a', delivery: 'delivered' };

  it('raises what is known of a sent email, and never lowers it', () => {
    assert.deepEqual(takeDelivery(email, told), { ...email, delivery: 'delivered' });
    const complained = { ...email, delivery: 'complained' };
    assert.deepEqual(takeDelivery(complained, told), complained);
  });

  it('knows that an email of which nobody knew was sent, under this id', () => {
    const unknown: PlannedEmail = { ...nameless, state: 'unknown', reason: 'no answer' };
    const sent = { ...email, delivery: 'delivered' };
    assert.deepEqual(takeDelivery(unknown, told), sent);
    assert.deepEqual(takeDelivery(nameless, told), sent);
  });

  it('takes no word of another mail, nor of one that was not sent', () => {
    assert.equal(takeDelivery(email, { ...told, emailId: 'b' }), email);
    for (const state of ['scheduled', 'skipped', 'failed', 'stopped'] as const) {
      const other = { ...nameless, state };
      assert.equal(takeDelivery(other, told), other);
    }
  });
});

describe('rowPauseMs', () => {
  it('looks soon at first, then ever later, and gives up after a day', () => {
    const waits = [0, SECOND / 2, 10 * SECOND, MINUTE, HOUR, DAY - 1, DAY];
    const pauses = [2 * SECOND, 2 * SECOND, 40 * SECOND, 4 * MINUTE, 4 * HOUR, 6 * HOUR];
    assert.deepEqual(waits.map(rowPauseMs), [...pauses, undefined]);
  });

  it('looks a dozen times at most', () => {
    let looks = 0;
    let pauseMs: number | undefined = 0;
    for (let waitedMs = 0; pauseMs !== undefined; looks++) {
      pauseMs = rowPauseMs(waitedMs);
      waitedMs += pauseMs ?? 0;
    }
    assert.ok(looks <= 12, `${looks}`);
  });
});
