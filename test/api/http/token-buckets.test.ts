import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Rate, TokenBuckets } from '../../../src/api/http/token-buckets.js';

const rate = fc.record({
  burst: fc.integer({ min: 1, max: 20 }),
  perSecond: fc.double({ min: 0.05, max: 50, noNaN: true }),
});
/** Ms between one arrival and the next: storms, trickles, and pauses. */
const gaps = fc.array(
  fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.integer({ max: 5_000, min: 0 })),
  { minLength: 1, maxLength: 120 },
);

/** When each arrived, and whether it was let in. */
function arrive(limit: Rate, pauses: number[]): { atMs: number; isIn: boolean }[] {
  const buckets = new TokenBuckets(limit);
  let atMs = 1e6;
  return pauses.map((pause) => {
    atMs += pause;
    return { atMs, isIn: buckets.take('a', atMs) === 0 };
  });
}

describe('a token bucket', () => {
  it('lets in at least burst + rate x time - 1 before it refuses anybody, whatever the pattern', () => {
    fc.assert(
      fc.property(rate, gaps, (limit, pauses) => {
        const arrivals = arrive(limit, pauses);
        for (const [last, { isIn, atMs }] of arrivals.entries()) {
          if (isIn) continue;
          // Since some arrival that found it full, at the latest the first.
          const isKept = arrivals.slice(0, last + 1).some((first, at) => {
            const count = arrivals.slice(at, last + 1).filter((one) => one.isIn).length;
            const least = limit.burst + (limit.perSecond * (atMs - first.atMs)) / 1_000 - 1;
            return count >= least - 1e-6;
          });
          assert.ok(isKept, `refused at ${atMs}`);
        }
      }),
    );
  });

  it('lets in at most burst + rate x time, in any stretch of time', () => {
    fc.assert(
      fc.property(rate, gaps, (limit, pauses) => {
        const arrivals = arrive(limit, pauses).filter(({ isIn }) => isIn);
        for (const [at, { atMs }] of arrivals.entries()) {
          for (const [to, last] of arrivals.entries()) {
            if (to < at) continue;
            const most = limit.burst + (limit.perSecond * (last.atMs - atMs)) / 1_000;
            assert.ok(to - at + 1 <= most + 1e-6);
          }
        }
      }),
    );
  });

  it('holds one more when one is given back, and never more than its burst', () => {
    fc.assert(
      fc.property(rate, fc.nat(25), fc.nat(25), (limit, taken, given) => {
        const buckets = new TokenBuckets(limit);
        const left = Math.max(0, limit.burst - taken);
        for (let count = 0; count < taken; count += 1) buckets.take('a', 0);
        for (let count = 0; count < given; count += 1) buckets.giveBack('a', 0);
        let held = 0;
        while (buckets.take('a', 0) === 0) held += 1;
        assert.equal(held, Math.min(limit.burst, left + given));
      }),
    );
  });

  it('says when there is one again, and keeps that word', () => {
    fc.assert(
      fc.property(rate, fc.nat(20), (limit, refusals) => {
        const buckets = new TokenBuckets(limit);
        for (let count = 0; count < limit.burst; count += 1) buckets.take('a', 0);
        const waitMs = buckets.take('a', 0);
        for (let count = 0; count < refusals; count += 1) buckets.take('a', waitMs / 2);
        assert.equal(buckets.take('a', waitMs), 0);
      }),
    );
  });

  it('lets 60 a second in for a minute as the contract counts them: 3,199 at least', () => {
    const pauses = Array<number>(3_600).fill(1_000 / 60);
    const arrivals = arrive({ burst: 200, perSecond: 50 }, pauses);
    assert.ok(arrivals.filter(({ isIn }) => isIn).length >= 3_199);
    assert.ok(
      arrivals.slice(-60).filter(({ isIn }) => isIn).length >= 49,
      'in the last second too',
    );
  });

  it('remembers no more names than it is told to, and a forgotten one has a full bucket', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 0.001 }, 2);
    for (const name of ['a', 'b', 'c']) assert.equal(buckets.take(name, 0), 0);
    assert.ok(buckets.take('c', 0) > 0);
    assert.equal(buckets.take('a', 0), 0);
  });
});
