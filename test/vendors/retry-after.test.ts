import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import { createGate } from '../../src/vendors/gate.js';
import { retryAfterMs } from '../../src/vendors/retry-after.js';

describe('retryAfterMs', () => {
  const nowMs = Date.parse('2026-11-02T10:00:00Z');
  const table: [header: string | null | undefined, expected: number | undefined][] = [
    ['7', 7 * SECOND],
    ['0.5', SECOND / 2],
    ['900', 15 * MINUTE],
    ['901', 15 * MINUTE],
    ['86400', 15 * MINUTE],
    ['1e300', 15 * MINUTE],
    ['Infinity', 15 * MINUTE],
    ['Mon, 02 Nov 2026 10:01:00 GMT', MINUTE],
    ['Tue, 03 Nov 2026 10:00:00 GMT', 15 * MINUTE],
    ['Mon, 02 Nov 2026 09:00:00 GMT', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['-86400', undefined],
    ['soon', undefined],
    ['NaN', undefined],
    ['', undefined],
    [' ', undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [header, expected] of table) {
    it(`reads ${JSON.stringify(header)} as ${expected ?? 'nothing'}`, () => {
      assert.equal(retryAfterMs(header, nowMs), expected);
    });
  }
});

describe('a gate', () => {
  it('is held by nobody for longer than a quarter of an hour', () => {
    const gate = createGate(1);
    gate.holdFor(24 * HOUR);
    assert.ok(gate.waitMs() <= 15 * MINUTE && gate.waitMs() > 14 * MINUTE);
  });
});
