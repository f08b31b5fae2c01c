import assert from 'node:assert/strict';
import { countOutcomes, keepBusy, measure } from '../../bench/load.js';
import { spreadOf } from '../../bench/percentiles.js';

describe('the bench', () => {
  it('takes percentiles by nearest rank, whatever the order', () => {
    const times = Array.from({ length: 200 }, (_, at) => 200 - at);
    assert.deepEqual(spreadOf(times), { count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
    assert.deepEqual(spreadOf([7]), { count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  it('keeps as many calls under way as asked for, and makes each once', async () => {
    let busy = 0;
    let most = 0;
    const seen: number[] = [];
    const { calls } = await keepBusy(4, 10, (index) =>
      measure(async () => {
        seen.push(index);
        most = Math.max(most, ++busy);
        await new Promise(setImmediate);
        busy--;
        return 'done';
      }),
    );
    assert.equal(most, 4);
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(countOutcomes(calls), { done: 10 });
  });

  it('counts a failure as an outcome', async () => {
    const call = await measure(() => Promise.reject(new TypeError('no')));
    assert.equal(call.outcome, 'TypeError');
  });
});
