import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import { drain } from '../support/backlog.js';
import { withFakeClock } from '../support/fake-clock.js';

/** An email that is due asks Notion once: how its person stands by now. */
const requestsPerEmail = 1;

describe('a backlog', () => {
  const rates = { resendRate: 2, notionRate: 3 };

  /** How long so many emails may take that are due at once, in ms. */
  const longestMs = (emails: number, { resendRate, notionRate }: typeof rates) =>
    (1.15 * emails * SECOND) / Math.min(resendRate, notionRate / requestsPerEmail);

  for (const emails of [100, 1_000, 5_000]) {
    it(`of ${emails} emails drains at the vendors' rates, and starves nobody`, async () => {
      const seen = await withFakeClock((clock) => drain(clock, { emails, ...rates }));
      const lastMs = seen.sentAtMs.at(-1) ?? 0;
      assert.ok(lastMs <= longestMs(emails, rates), `${lastMs / SECOND} s`);
      assert.equal(seen.prepared, emails, 'nothing is prepared twice');
      assert.ok(seen.longestEnrolmentMs < MINUTE, `${seen.longestEnrolmentMs / SECOND} s`);
      assert.ok(seen.rows > emails / 10, `${seen.rows} rows`);
    });
  }

  it('drains as well after an hour of Notion away', async () => {
    const emails = 5_000;
    const asked = { emails, ...rates, notionAwayMs: HOUR };
    const seen = await withFakeClock((clock) => drain(clock, asked));
    const lastMs = seen.sentAtMs.at(-1) ?? 0;
    assert.ok(lastMs <= longestMs(emails, rates), `${lastMs / SECOND} s`);
    assert.equal(seen.prepared, emails);
  });

  it('drains at Notion’s rate where that is the lower one', async () => {
    const slow = { resendRate: 10, notionRate: 3 };
    const seen = await withFakeClock((clock) => drain(clock, { emails: 1_000, ...slow }));
    // A fifth of Notion is kept for what else waits for it.
    const lastMs = seen.sentAtMs.at(-1) ?? 0;
    assert.ok(lastMs <= longestMs(1_000, slow) / 0.8, `${lastMs / SECOND} s`);
  });
});
