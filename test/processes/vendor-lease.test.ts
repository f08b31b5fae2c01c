import assert from 'node:assert/strict';
import { ActivityNotFoundError, type Client } from '@temporalio/client';
import { ContactPages } from '../../src/activities/contacts/contact-pages.js';
import { VendorFault } from '../../src/domain/errors.js';
import type { Handover } from '../../src/domain/vendor-lease.js';
import { createLogger } from '../../src/processes/log.js';
import { VendorLease } from '../../src/processes/vendor-lease.js';
import { withDoor } from '../../src/vendors/door.js';
import { createGate } from '../../src/vendors/gate.js';
import { unknownFaults } from '../support/lone-activities.js';
import { replace } from '../support/replaced.js';
import { eventually } from '../support/sandbox-process.js';

/** A process that is granted the lease, and Temporal as far as it has to do with that. */
function holder({ trustedMs = 10_000, renewEveryMs = 20 } = {}) {
  const did: string[] = [];
  const left: Handover[] = [];
  /** What Temporal says to a renewal. */
  const temporal = { renew: async (): Promise<void> => {} };
  const client = {
    connection: { withDeadline: (_: number, work: () => Promise<unknown>) => work() },
    activity: {
      async heartbeat(_: Uint8Array, handover: Handover) {
        await temporal.renew();
        left.push(handover);
      },
      async fail() {
        did.push('given back');
      },
    },
  };
  let state = 'running';
  let drain = () => {};
  const done = new Promise<void>((resolve) => (drain = resolve));
  const workers = {
    areRunning: () => state === 'running',
    done,
    async stop() {
      state = 'draining';
      did.push('told to stop');
      await done;
      did.push('stopped');
    },
  };
  const deps = {
    gates: { notion: withDoor(createGate(1_000)), resend: createGate(1_000) },
    contactPages: new ContactPages(),
    faults: unknownFaults(),
  };
  const lease = new VendorLease({
    client: client as unknown as Client,
    log: createLogger('silent'),
    deps,
    terms: { trustedMs, renewEveryMs },
    async begin() {
      did.push('begun');
      return workers;
    },
  });
  const take = (before?: Handover) => lease.take({ taskToken: new Uint8Array(), left: before });
  const isOpen = () => deps.gates.notion.pass(async () => true).catch(() => false);
  return { did, left, temporal, deps, lease, take, drain, isOpen };
}

describe('the holder of the lease', () => {
  const isLost = () => Promise.reject(new ActivityNotFoundError('Not found'));

  it('begins nothing with a grant that is another\u2019s by now', async () => {
    const { did, temporal, lease, take } = holder();
    temporal.renew = isLost;
    take();
    await lease.end();
    assert.deepEqual(did, []);
  });

  it('gives it back when what was under way is done, and says so', async () => {
    const { did, left, deps, lease, take, drain, isOpen } = holder();
    take();
    await eventually('it has begun', async () => left.length > 2);
    deps.contactPages.made('a-key', 'a-page');
    assert.equal(await isOpen(), true);
    const ended = lease.end();
    await eventually('it stops', async () => did.includes('told to stop'));
    assert.equal(await isOpen(), false);
    const soFar = left.length;
    await eventually('it keeps the lease meanwhile', async () => left.length > soFar + 2);
    drain();
    await ended;
    assert.deepEqual(did, ['begun', 'told to stop', 'stopped', 'given back']);
    const last = left.at(-1);
    assert.deepEqual([last?.isWhole, last?.pages], [true, [['a-key', 'a-page']]]);
    assert.throws(() => take(), { type: 'GivenBack' });
  });

  for (const [what, renew] of [
    ['Temporal cannot be reached', () => new Promise<never>(() => {})],
    ['another has it', isLost],
  ] as const) {
    it(`stops when ${what}, and gives back nothing`, async () => {
      const { did, temporal, lease, take, drain, isOpen } = holder({ trustedMs: 300 });
      take();
      await eventually('it has begun', async () => did.length > 0);
      temporal.renew = renew;
      await eventually('it stops', async () => did.includes('told to stop'));
      assert.equal(await isOpen(), false);
      drain();
      await lease.end();
      assert.deepEqual(did, ['begun', 'told to stop', 'stopped']);
    });
  }

  it('takes up the pauses and pages of the one before, and fears nothing where that was itself', async () => {
    const { left, deps, lease, take, drain } = holder();
    const nowMs = Date.now();
    take({
      from: 'another',
      isWhole: false,
      notBefore: { notion: nowMs + 60_000, resend: nowMs },
      leftMs: { notion: 60_000, resend: 0 },
      pages: [['a-key', 'a-page']],
    });
    await eventually('it has begun', async () => left.length > 1);
    assert.ok(deps.gates.notion.waitMs() > 50_000);
    assert.equal(deps.contactPages.idOf('a-key'), 'a-page');
    assert.ok(deps.contactPages.blindForMs() > 0);
    drain();
    await lease.end();
    assert.equal(left.at(-1)?.isWhole, false, 'nor does it know what that one made last');

    const again = holder();
    again.take();
    await eventually('it has begun', async () => again.left.length > 1);
    again.take(again.left[0]);
    await eventually('it has begun once more', async () => again.did.length > 1);
    assert.equal(again.deps.contactPages.blindForMs(), 0);
    again.drain();
    await again.lease.end();
  });

  it('holds a pause no longer than it was, were its own clock hours behind', async () => {
    const { left, deps, lease, take, drain } = holder();
    const nowMs = Date.now();
    take({
      from: 'another',
      isWhole: true,
      notBefore: { notion: nowMs + 7 * 3_600_000, resend: nowMs + 7 * 3_600_000 },
      leftMs: { notion: 5_000, resend: 0 },
      pages: [],
    });
    await eventually('it has begun', async () => left.length > 1);
    assert.ok(deps.gates.notion.waitMs() > 0);
    assert.ok(deps.gates.notion.waitMs() <= 5_000, String(deps.gates.notion.waitMs()));
    assert.equal(deps.gates.resend.waitMs(), 0);
    drain();
    await lease.end();
  });

  it('leaves a pause that a vendor asks for at once, not with its next renewal', async () => {
    const { left, deps, lease, take, drain } = holder({ renewEveryMs: 1_000_000 });
    take();
    await eventually('it has begun', async () => left.length > 0);
    // An instant of this clock would be a pause to whoever comes next, were theirs hours behind.
    assert.deepEqual(left[0]?.notBefore, { notion: 0, resend: 0 }, 'what is none is not told');
    for (const [pauses, vendor] of ['notion', 'resend'].entries()) {
      const gate = deps.gates[vendor as 'notion' | 'resend'];
      gate.holdFor(60_000);
      await eventually('it is told', async () => left.length > pauses + 1);
      const until = left.at(-1)?.notBefore[vendor as 'notion' | 'resend'] ?? 0;
      assert.ok(until > Date.now() + 50_000);
      assert.ok((left.at(-1)?.leftMs?.[vendor as 'notion' | 'resend'] ?? 0) > 50_000);
    }
    assert.equal(left.length, 3);
    drain();
    await lease.end();
  });

  it('knows no fault any more that it met before another spoke to the vendor', async () => {
    const { left, deps, lease, take, drain } = holder();
    const { notion } = deps.faults;
    const fault = new VendorFault('401', { kind: 'permanent', about: 'notion' });
    await notion.met('contacts', fault, async () => {});
    take({ from: 'another', isWhole: true, notBefore: { notion: 0, resend: 0 }, pages: [] });
    await eventually('it has begun', async () => left.length > 1);
    assert.equal(await notion.guard('contacts', async () => 'asked'), 'asked');
    drain();
    await lease.end();
  });

  it('whose time is over asks nothing more, be it so frozen that it does not know', async () => {
    const { left, lease, take, drain, isOpen } = holder();
    take();
    await eventually('it has begun', async () => left.length > 1);
    assert.equal(await isOpen(), true);
    const nowMs = performance.now();
    const restore = replace(performance, 'now', () => () => nowMs + 10_001);
    assert.equal(await isOpen(), false); // no timer of this process has run since
    restore();
    drain();
    await lease.end();
  });
});
