import assert from 'node:assert/strict';
import { VendorFault } from '../../src/domain/errors.js';
import { patiently } from '../../src/vendors/notion/patience.js';

describe('patience with Notion', () => {
  /** What comes of a Notion that refuses so often, and the waits that it took. */
  async function asked(refusals: number, fault: VendorFault) {
    const waits: number[] = [];
    let asks = 0;
    const ask = async () => {
      asks += 1;
      if (asks <= refusals) throw fault;
      return 'told';
    };
    const pause = async (ms: number) => void waits.push(ms);
    const came = await patiently(ask, { onWait: undefined, isWrite: false, pause }).catch(
      () => 'given up',
    );
    return [came, waits.length, waits.reduce((sum, ms) => sum + ms, 0)];
  }
  const busy = (retryAfterMs: number) => new VendorFault('429', { kind: 'delay', retryAfterMs });

  it('waits as often as Notion asks for it, two minutes in all', async () => {
    assert.deepEqual(await asked(12, busy(5_000)), ['told', 12, 60_000]);
    assert.deepEqual(await asked(25, busy(5_000)), ['given up', 24, 120_000]);
    assert.deepEqual(await asked(1, busy(121_000)), ['given up', 0, 0]);
  });

  it('does not ask for ever where no pause is long', async () => {
    assert.deepEqual(await asked(1_000, busy(0)), ['given up', 120, 0]);
  });

  it('asks three times more where there is no answer', async () => {
    const silent = new VendorFault('nothing', { kind: 'retryable' });
    assert.deepEqual(await asked(3, silent), ['told', 3, 13_000]);
    assert.deepEqual(await asked(4, silent), ['given up', 3, 13_000]);
  });
});
