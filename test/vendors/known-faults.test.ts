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
    const faults = new KnownFaults('notion', listener, { now: () => new Date(nowMs) });
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
    const faults = new KnownFaults('notion', listener, { now: () => new Date(nowMs) });
    await assert.rejects(faults.guard('find', () => Promise.reject(refusal())));
    assert.ok(await faults.peek('find'));
    nowMs = 0;
    assert.equal(await faults.peek('find'), undefined);
    await faults.guard('find', () => Promise.resolve());
  });

  describe('of which the vendor does not say whose they are', () => {
    const unclear = () =>
      new VendorFault('no', { kind: 'permanent', about: 'notion-contacts', isUnclear: true });

    /** Faults with somebody at work, a clock by hand, and who was let try. */
    function start() {
      const tried: string[] = [];
      const gone = new Set<string>();
      const at = { who: '', ms: 0, tried, gone };
      const letTry = async (who: string) => tried.push(who) > 0 && !gone.has(who);
      const faults = new KnownFaults(
        'notion',
        { ...listener, letTry },
        { now: () => new Date(at.ms), caller: () => at.who },
      );
      const work = (who: string, isRefused = false, of?: string) => {
        at.who = who;
        const does = () => (isRefused ? Promise.reject(unclear()) : Promise.resolve('done'));
        return faults.guard('contacts/update', does, { of }).catch((error: unknown) => {
          assert.ok(error instanceof VendorFault);
          return error.about ?? 'its own';
        });
      };
      return { at, faults, work };
    }

    it('hold all until another is taken; what is refused then as before is its own, and holds nobody', async () => {
      const { at, work } = start();
      assert.equal(await work('her', true), 'notion-contacts');
      assert.equal(await work('another'), 'notion-contacts');
      at.ms = 60_000;
      assert.equal(await work('another'), 'done');
      assert.equal(await work('her', true), 'its own');
      assert.equal(await work('another'), 'done');
      assert.equal(await work('a third', true), 'notion-contacts');
    });

    it('tell one page of a run from another', async () => {
      const { at, work } = start();
      assert.equal(await work('her', true, 'page 1'), 'notion-contacts');
      at.ms = 60_000;
      assert.equal(await work('her', false, 'page 2'), 'done');
      assert.equal(await work('her', true, 'page 1'), 'its own');
      assert.equal(await work('her', false, 'page 1'), 'done');
      assert.equal(await work('her', true, 'page 1'), 'notion-contacts');
    });

    it('let those that wait try, each once, and then seldom, and whoever comes', async () => {
      const { at, faults, work } = start();
      await work('her', true);
      for (const who of ['one', 'two', 'one']) await work(who);
      for (let looks = 1; looks <= 9; looks += 1) {
        at.ms += 55_000;
        assert.equal((await faults.look('notion-contacts')).kind, 'lasts');
      }
      assert.deepEqual(at.tried.slice(0, 5), ['one', 'two', 'her', 'one', 'two']);
      assert.equal(at.tried.length, 9);
      for (let looks = 10; looks <= 100; looks += 1) await faults.look('notion-contacts');
      assert.equal(at.tried.length, 28); // after a tenth of the time each
      assert.equal(await work('newcomer'), 'done');
      assert.equal((await faults.look('notion-contacts')).kind, 'unknown');
    });

    it('let the one try that has met it where nobody else waits', async () => {
      const { at, faults, work } = start();
      await work('her', true);
      for (let looks = 1; looks <= 3; looks += 1) await faults.look('notion-contacts');
      assert.deepEqual(at.tried, ['her', 'her', 'her']);
    });

    it('are forgotten where those who have met them are there no more', async () => {
      const { at, faults, work } = start();
      await work('her', true);
      await work('one');
      at.gone.add('her').add('one');
      assert.equal((await faults.look('notion-contacts')).kind, 'lasts');
      assert.equal((await faults.look('notion-contacts')).kind, 'unknown');
      assert.deepEqual(at.tried, ['one', 'her']);
      assert.equal(await faults.peek('contacts/update'), undefined);
    });

    it('may be of one whose requests get no answer, and not that the vendor is away', async () => {
      const { at, faults } = start();
      const ask = (who: string, isLost = false) => {
        at.who = who;
        const lost = new VendorFault('no answer', { kind: 'retryable' });
        const does = () => (isLost ? Promise.reject(lost) : Promise.resolve('done'));
        return faults.guard('contacts/read', does).catch((error: VendorFault) => error);
      };
      const isAway = async () => {
        for (const waitMs of [0, 130_000]) {
          at.ms += waitMs;
          await ask('her', true);
        }
        at.who = '';
        return (await faults.peek('contacts/read'))?.about;
      };
      assert.equal(await isAway(), 'notion-away');
      assert.ok((await ask('another')) instanceof VendorFault);
      assert.equal((await faults.look('notion-away')).kind, 'lasts');
      assert.deepEqual(at.tried, ['another']);
      assert.equal(await ask('another'), 'done');
      assert.equal(await isAway(), undefined);
      const own = await ask('her', true);
      assert.ok(own instanceof VendorFault && own.kind === 'permanent' && own.about === undefined);
    });

    it("are nobody else's to try where the vendor says whose they are", async () => {
      const { at, faults, work } = start();
      at.who = 'her';
      await assert.rejects(faults.guard('contacts/find', () => Promise.reject(refusal())));
      assert.equal(await work('one'), 'notion');
      for (let looks = 1; looks <= 3; looks += 1) await faults.look('notion');
      assert.deepEqual(at.tried, []);
    });
  });

  describe('that a write has met', () => {
    const refused = () => new VendorFault('no', { kind: 'permanent', about: 'notion-tracker' });

    function start() {
      const busy = new VendorFault('503', { kind: 'retryable' });
      const at = { ms: 0, writes: 0, isRefused: true, isRead: true, isBusy: false, tried: 0 };
      const letTry = async () => (at.tried += 1) > 0;
      const own = { now: () => new Date(at.ms), caller: () => 'her' };
      const faults = new KnownFaults('notion', { ...listener, letTry }, own);
      const does = async () => {
        at.writes += 1;
        if (at.isRefused) throw refused();
      };
      const probe = async () => {
        if (at.isBusy) throw busy;
        if (!at.isRead) throw refused();
      };
      const write = () => faults.guard('tracker/create', does, { probe });
      const look = async () => {
        at.ms += 55_000;
        return (await faults.look('notion-tracker')).kind;
      };
      return { at, write, look };
    }

    it('are looked at without writing; whoever wants the write is let try', async () => {
      const { at, write, look } = start();
      await assert.rejects(write());
      at.isRefused = false;
      assert.equal(await look(), 'lasts');
      assert.deepEqual([at.writes, at.tried], [1, 1]);
      await write();
      assert.equal(await look(), 'unknown');
    });

    it('are not over because a look had no answer, and the next one has', async () => {
      const { at, write, look } = start();
      await assert.rejects(write());
      at.isBusy = true;
      assert.equal(await look(), 'lasts');
      at.isBusy = false;
      assert.equal(await look(), 'lasts');
    });

    it('are over without anybody’s try where reading has met them too, and does so no more', async () => {
      const { at, write, look } = start();
      await assert.rejects(write());
      at.isRead = false;
      for (let looks = 1; looks <= 50; looks += 1) assert.equal(await look(), 'lasts');
      at.isRead = true;
      assert.equal(await look(), 'over');
      assert.deepEqual([at.writes, at.tried], [1, 0]);
    });
  });
});
