import assert from 'node:assert/strict';
import type { Refusal } from '../../../src/domain/incident.js';
import { Books } from '../../../src/workflows/run/books.js';
import { EarlyDeliveries } from '../../../src/workflows/run/early-deliveries.js';

/** What a run knows goes through JSON from one execution to the next. */
describe('what a run goes on with', () => {
  const throughHistory = <T>(carried: T): T => JSON.parse(JSON.stringify(carried)) as T;

  it('keeps what Resend told of an email before its fate was known', () => {
    const early = new EarlyDeliveries();
    early.keep(2, { emailId: 'a', delivery: 'Delivered' });
    early.keep(2, { emailId: 'b', delivery: 'Bounced' });
    const next = new EarlyDeliveries(throughHistory(early.carried));
    assert.equal(next.keep(2, { emailId: 'a', delivery: 'Delivered' }), false, 'it is no news');
    const email = {
      number: 2,
      template: 'E2',
      sentBy: 'evergreen',
      plannedAt: '2026-01-01T00:00:00.000Z',
      dueAt: '2026-01-01T00:00:00.000Z',
      state: 'sent',
      resendId: 'b',
    } as const;
    assert.equal(next.settle(email).delivery, 'Bounced');
  });

  it('keeps what Notion has yet to hear, and what it refuses', () => {
    const books = new Books();
    books.add(2);
    books.addDelivery(3);
    books.take(['person']);
    const refusal = { reason: 'no', isLasting: true, about: 'notion-contacts' };
    assert.equal(books.hold('person', refusal).isNews, true);
    const next = new Books(throughHistory(books.carried));
    assert.equal(next.refusal?.reason, 'no');
    assert.deepEqual(next.next(true), [2], 'what is refused is not asked again at once');
    assert.deepEqual(next.takeDeliveries(), [3]);
    next.take(['person']);
    assert.equal(next.hold('person', refusal).isNews, false, 'it is no news');
  });

  it('tells once of what Notion refuses for one reason, and not where an incident tells', () => {
    const books = new Books();
    const own = { reason: 'no', isLasting: true };
    const isToTell = (entry: Parameters<typeof books.hold>[0], refusal: Refusal) =>
      books.hold(entry, refusal).isToTell;
    assert.equal(isToTell(1, { ...own, about: 'notion-tracker' }), false);
    assert.equal(isToTell(1, own), true);
    assert.equal(isToTell(1, { ...own, about: 'notion-tracker' }), false);
    assert.equal(isToTell(1, own), false);
    assert.equal(isToTell(2, own), false, 'the same is in its way');
    assert.equal(isToTell(3, { ...own, reason: 'another' }), true);
  });

  it('tells of what seems to pass by itself, and does not for hours', () => {
    const clock = Date.now;
    let nowMs = clock();
    Date.now = () => nowMs;
    try {
      const books = new Books();
      const startedMs = nowMs;
      const refusal = { reason: 'no answer', isLasting: false };
      while (!books.hold('person', refusal).isToTell) {
        assert.equal(books.refusal, undefined);
        nowMs = books.wakeAtMs;
      }
      const minutes = (nowMs - startedMs) / 60_000;
      assert.equal(minutes, 63, 'after pauses of 1, 2, 4, 8, 16 and 32 minutes');
      assert.equal(books.refusal?.reason, 'no answer');
    } finally {
      Date.now = clock;
    }
  });
});
