import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Departures } from '../../src/vendors/departures.js';

describe('requests as they leave', () => {
  it('are never more in any stretch of time than a vendor takes, however they come', () => {
    const perSecond = fc.double({ min: 0.2, max: 30, noNaN: true });
    const pausesMs = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(perSecond, pausesMs, (rate, pauses) => {
        const departures = new Departures(rate);
        const left: number[] = [];
        let nowMs = 0;
        for (const pauseMs of pauses) {
          nowMs += pauseMs;
          nowMs += departures.waitMs(nowMs);
          assert.equal(departures.waitMs(nowMs + 1e-6), 0);
          departures.leave(nowMs);
          left.push(nowMs);
        }
        const most = Math.max(1, Math.floor(rate));
        for (const [nth, atMs] of left.entries()) {
          const later = left[nth + most] ?? Number.POSITIVE_INFINITY;
          assert.ok(later - atMs >= (most * 1_000) / rate - 1e-6);
        }
      }),
    );
  });

  it('make up for a stall as far as the vendor lets them', () => {
    const departures = new Departures(10);
    for (let nth = 0; nth < 10; nth++) {
      assert.equal(departures.waitMs(500), 0);
      departures.leave(500);
    }
    assert.equal(departures.waitMs(500), 1_000);
    assert.equal(departures.waitMs(1_500), 0);
  });
});
