import assert from 'node:assert/strict';
import { Kept } from '../../src/processes/kept.js';

describe('what a look has found', () => {
  let nowMs = 0;
  let looks = 0;
  let fault: Error | undefined;
  const kept = () => {
    looks = 0;
    fault = undefined;
    const look = async () => {
      looks += 1;
      await Promise.resolve();
      if (fault) throw fault;
      return looks;
    };
    return new Kept(look, { goodForMs: 100, badForMs: 10, now: () => new Date(nowMs) });
  };

  it('is shared by all who ask meanwhile, and kept for a while', async () => {
    const one = kept();
    const found = await Promise.all(Array.from({ length: 1_000 }, () => one.get()));
    assert.deepEqual([looks, new Set(found).size], [1, 1]);
    nowMs += 99;
    await one.get();
    assert.equal(looks, 1);
    nowMs += 1;
    assert.equal(await one.get(), 2);
  });

  it('is kept for no longer by a clock that was set back', async () => {
    const one = kept();
    await one.get();
    nowMs -= 3_600_000;
    assert.equal(await one.get(), 2);
  });

  it('is kept also when it failed, for less', async () => {
    const one = kept();
    fault = new Error('away');
    const asked = await Promise.allSettled(Array.from({ length: 1_000 }, () => one.get()));
    assert.ok(asked.every(({ status }) => status === 'rejected'));
    await assert.rejects(one.get(), fault);
    assert.equal(looks, 1);
    nowMs += 10;
    fault = undefined;
    assert.equal(await one.get(), 2);
  });

  it('is given as it was while somebody looks anew', async () => {
    const one = kept();
    await one.get();
    const again = one.refresh();
    assert.equal(await one.get(), 1);
    assert.equal(await again, 2);
    assert.equal(await one.get(), 2);
  });
});
