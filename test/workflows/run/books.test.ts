import assert from 'node:assert/strict';
import { MINUTE } from '../../../src/domain/duration.js';
import { Books } from '../../../src/workflows/run/books.js';
import { withFakeClock } from '../../support/fake-clock.js';

describe('what Notion has yet to hear of a run', () => {
  it('is the person first, then all rows at once, and at last that it is completed', () => {
    const books = new Books();
    for (const entry of ['completed', 5, 3] as const) books.add(entry);
    assert.deepEqual(books.next(false), ['person']);
    books.take(['person']);
    books.written(['person']);
    assert.deepEqual(books.next(false), [], 'rows refer to a person');
    assert.deepEqual(books.next(true), [3, 5]);
    books.take([3, 5]);
    assert.deepEqual(books.next(true), ['completed']);
  });

  for (const [what, about] of [
    ['by the same fault', 'notion-tracker'],
    ['each by one of its own', undefined],
  ] as const) {
    it(`waits twice as long each time where rows are refused together, ${what}`, () =>
      withFakeClock(async (clock) => {
        const books = new Books({ entries: [3, 4, 5], deliveries: [], held: [] });
        const refusal = { reason: 'no', isLasting: true, ...(about && { about }) };
        for (const minutes of [1, 2, 4, 8]) {
          assert.deepEqual(books.next(true), [3, 4, 5]);
          books.take([3, 4, 5]);
          for (const number of [3, 4, 5]) books.hold(number, refusal);
          books.written([]);
          assert.equal(books.wakeAtMs - Date.now(), minutes * MINUTE);
          assert.deepEqual(books.next(true), []);
          clock.tick(minutes * MINUTE);
        }
      }));
  }
});
