import assert from 'node:assert/strict';
import { VendorFault } from '../../src/domain/errors.js';
import { KnownFaults, stopWhatIsKnownByNow } from '../../src/vendors/known-faults.js';

describe('faults that are known', () => {
  const refusal = () => new VendorFault('no', { kind: 'permanent', about: 'notion' });
  const listener = { onFault() {}, onMended() {}, onForgotten() {} };

  /** Work that waits for its turn; `asked` counts the requests that were made. */
  function workFor(asked: string[], name: string, isRefused = true) {
    let turn = () => {};
    const comes = new Promise<void>((resolve) => {
      turn = resolve;
    });
    const work = async () => {
      await comes;
      stopWhatIsKnownByNow();
      asked.push(name);
      if (isRefused) throw refusal();
    };
    return { turn, work };
  }

  it('stop also those that began before, and wait for their turn', async () => {
    const asked: string[] = [];
    const faults = new KnownFaults('notion', listener);
    const works = ['first', 'second', 'third'].map((name) => workFor(asked, name));
    const done = works.map(({ work }) => assert.rejects(faults.guard('find', work), VendorFault));
    for (const [at, { turn }] of works.entries()) {
      turn();
      await done[at];
    }
    assert.deepEqual(asked, ['first']);
  });

  it('let the one through that looks, and all others after it', async () => {
    const asked: string[] = [];
    let nowMs = 0;
    const faults = new KnownFaults('notion', listener, () => new Date(nowMs));
    await assert.rejects(faults.guard('find', () => Promise.reject(refusal())));
    nowMs = 60_000;
    for (const name of ['look', 'other']) {
      const { turn, work } = workFor(asked, name, false);
      turn();
      await faults.guard('find', work);
    }
    assert.deepEqual(asked, ['look', 'other']);
  });

  it('leave nobody at rest for hours where the clock was set back by hours', async () => {
    let nowMs = 7 * 3_600_000;
    const faults = new KnownFaults('notion', listener, () => new Date(nowMs));
    await assert.rejects(faults.guard('find', () => Promise.reject(refusal())));
    assert.ok(await faults.peek('find'));
    nowMs = 0;
    assert.equal(await faults.peek('find'), undefined);
    await faults.guard('find', () => Promise.resolve());
  });
});
