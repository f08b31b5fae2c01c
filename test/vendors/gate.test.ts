import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createGate } from '../../src/vendors/gate.js';
import { inLane, type Lane } from '../../src/vendors/lanes.js';
import { withFakeClock } from '../support/fake-clock.js';

describe('a gate', () => {
  /** Asks so often, all at once; gives who went when, as `lane@ms`. */
  const ask = (gate: ReturnType<typeof createGate>, lane: Lane, times: number, seen: string[]) =>
    inLane(lane, () => {
      for (let n = 0; n < times; n++) {
        void gate.pass(async () => seen.push(`${lane}@${Date.now()}`));
      }
    });

  it('spaces requests evenly, the first at once', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(4);
      ask(gate, 'rest', 4, seen);
      await clock.tickAsync(10_000);
    });
    assert.deepEqual(seen, ['rest@0', 'rest@250', 'rest@500', 'rest@750']);
  });

  it('gives four turns to what is due for one of the rest, while both wait', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(1);
      ask(gate, 'rest', 100, seen);
      ask(gate, 'due', 100, seen);
      await clock.tickAsync(50_000);
    });
    const due = seen.filter((one) => one.startsWith('due')).length;
    assert.deepEqual([seen.length, due], [51, 40]);
  });

  it('gives all turns to whoever waits alone, and no credit for having been away', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(1);
      ask(gate, 'rest', 60, seen);
      await clock.tickAsync(40_000);
      ask(gate, 'due', 10, seen);
      await clock.tickAsync(10_000);
      ask(gate, 'rest', 10, seen);
      await clock.tickAsync(5_000);
    });
    const lanes = seen.map((one) => (one.startsWith('due') ? 'd' : 'r'));
    assert.equal(lanes.slice(0, 41).join(''), 'r'.repeat(41));
    assert.equal(lanes.slice(41, 51).filter((one) => one === 'd').length, 8);
  });

  it('holds also those who wait already, when a vendor asks for a pause', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(1);
      ask(gate, 'due', 3, seen);
      await clock.tickAsync(500);
      gate.holdFor(10_000);
      await clock.tickAsync(20_000);
    });
    assert.deepEqual(seen, ['due@0', 'due@10500', 'due@11500']);
  });

  it('holds nobody back for longer when the clock of its machine is set back by hours', async () => {
    await withFakeClock(async (clock) => {
      await clock.tickAsync(8 * 3_600_000);
      const gate = createGate(1);
      await gate.pass(async () => undefined);
      clock.setSystemTime(0);
      assert.ok(gate.waitMs() <= 1_000, `${gate.waitMs()} ms`);
    });
  });

  it('has so many under way at once, at most, and goes on as they come back', async () => {
    await withFakeClock(async (clock) => {
      const gate = createGate(1_000, { mostUnderWay: 2 });
      const comeBack: (() => void)[] = [];
      for (let n = 0; n < 5; n++) {
        void gate.pass(() => new Promise<void>((back) => comeBack.push(back)));
      }
      await clock.tickAsync(1_000);
      assert.equal(comeBack.length, 2);
      comeBack[0]?.();
      await clock.tickAsync(1_000);
      assert.equal(comeBack.length, 3);
      comeBack[1]?.();
      comeBack[2]?.();
      await clock.tickAsync(1_000);
      assert.equal(comeBack.length, 5);
    });
  });

  it('lets nobody pass who comes after one that waits, also when there is room', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(1_000, { mostUnderWay: 1 });
      let comeBack = () => {};
      const first = gate.pass(() => new Promise<void>((back) => (comeBack = back)));
      await clock.tickAsync(1_000);
      void gate.pass(async () => seen.push('second'));
      comeBack();
      await first;
      void gate.pass(async () => seen.push('third'));
      await clock.tickAsync(1_000);
    });
    assert.deepEqual(seen, ['second', 'third']);
  });

  it('keeps what is due its share while more of it comes, one by one', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(1);
      ask(gate, 'rest', 100, seen);
      ask(gate, 'due', 5, seen);
      for (let second = 0; second < 50; second++) {
        await clock.tickAsync(1_000);
        ask(gate, 'due', 1, seen);
      }
    });
    const due = seen.filter((one) => one.startsWith('due')).length;
    assert.deepEqual([seen.length, due], [51, 40]);
  });

  it('sends away whoever has waited for too long, and asks nothing for them', async () => {
    const seen: string[] = [];
    await withFakeClock(async (clock) => {
      const gate = createGate(1, { longestWaitMs: 30_000 });
      gate.holdFor(60_000);
      const left = assert.rejects(
        gate.pass(async () => seen.push('never')),
        { kind: 'delay', retryAfterMs: 30_000 },
      );
      await clock.tickAsync(45_000);
      await left;
      ask(gate, 'due', 1, seen);
      await clock.tickAsync(30_000);
    });
    assert.deepEqual(seen, ['due@60000']);
  });

  it('lets each request keep the context of who asked', async () => {
    const whose = new AsyncLocalStorage<string>();
    const gate = createGate(1_000);
    const names = ['one', 'two', 'three'];
    const seen = names.map((name) =>
      whose.run(name, () => gate.pass(async () => whose.getStore() ?? 'nobody')),
    );
    assert.deepEqual(await Promise.all(seen), names);
  });

  it('tells how long the next one would wait, by its lane', async () => {
    await withFakeClock(async () => {
      const gate = createGate(1);
      ask(gate, 'rest', 11, []);
      assert.equal(
        inLane('rest', () => gate.waitMs()),
        11_000,
      );
      assert.equal(
        inLane('due', () => gate.waitMs()),
        2_000,
      );
    });
  });
});
