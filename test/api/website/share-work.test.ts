import assert from 'node:assert/strict';
import { SharedWork } from '../../../src/api/website/share-work.js';

describe('SharedWork', () => {
  it('does work of one name once at a time, and tells all its outcome', async () => {
    const shared = new SharedWork<number>();
    let done = 0;
    const work = async () => {
      await Promise.resolve();
      return ++done;
    };
    const outcomes = await Promise.all(['a', 'a', 'b', 'a'].map((name) => shared.do(name, work)));
    assert.deepEqual(outcomes, [
      { outcome: 1, isShared: false },
      { outcome: 1, isShared: true },
      { outcome: 2, isShared: false },
      { outcome: 1, isShared: true },
    ]);
    assert.deepEqual(await shared.do('a', work), { outcome: 3, isShared: false }, 'then anew');
  });

  it('fails all who wait, and starts anew after that', async () => {
    const shared = new SharedWork<string>();
    const fail = () => Promise.reject(new Error('away'));
    const both = await Promise.allSettled([shared.do('a', fail), shared.do('a', fail)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.deepEqual(await shared.do('a', async () => 'back'), {
      outcome: 'back',
      isShared: false,
    });
  });
});
