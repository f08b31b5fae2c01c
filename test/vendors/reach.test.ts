import assert from 'node:assert/strict';
import { MINUTE } from '../../src/domain/duration.js';
import { watchReach } from '../../src/vendors/notion/reach.js';

describe('watchReach', () => {
  it('tells once when Notion has not been reached for 15 minutes, and again after it was back', () => {
    let atMs = 0;
    let told = 0;
    const see = watchReach(
      () => (told += 1),
      () => atMs,
    );
    const story: [minutes: number, isReached: boolean, told: number][] = [
      [0, true, 0],
      [1, false, 0],
      [15, false, 0],
      [16, false, 1],
      [60, false, 1],
      [61, true, 1],
      [62, false, 1],
      [77, false, 2],
    ];
    for (const [minutes, isReached, expected] of story) {
      atMs = minutes * MINUTE;
      see(isReached);
      assert.equal(told, expected, `after ${minutes} minutes`);
    }
  });
});
