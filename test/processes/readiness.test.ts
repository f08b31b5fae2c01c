import assert from 'node:assert/strict';
import { keepReadiness, refreshAlways } from '../../src/processes/readiness.js';
import { untilDone, withFakeClock } from '../support/fake-clock.js';

const now = () => new Date(0);

describe('whether a process can take events', () => {
  it('tells what is missing and why, and whether emails go', async () => {
    const checks = {
      Temporal: async () => {},
      Notion: () => Promise.reject(new Error('no column')),
      sendingOffAt: async () => '2025-12-01T10:00:00.000Z',
    };
    assert.deepEqual(await keepReadiness(checks, now).get(), {
      missing: [{ name: 'Notion', why: 'no column' }],
      isSending: false,
    });
  });

  it('needs to know whether emails go', async () => {
    const sendingOffAt = () => Promise.reject(new Error('refused'));
    const checks = { Temporal: async () => {}, Notion: async () => {}, sendingOffAt };
    const { missing } = await keepReadiness(checks, now).get();
    assert.deepEqual(missing, [{ name: 'Temporal', why: 'refused' }]);
  });

  it('calls missing what does not answer, and is found out by the process itself', async () => {
    await withFakeClock(async (clock) => {
      let looks = 0;
      const Notion = () => {
        looks += 1;
        return new Promise<never>(() => {});
      };
      const checks = { Temporal: async () => {}, Notion, sendingOffAt: async () => undefined };
      const readiness = keepReadiness(checks, () => new Date());
      let told: unknown;
      const asked = readiness.get().then((found) => (told = found));
      await untilDone(clock, () => told !== undefined);
      await asked;
      assert.deepEqual(told, {
        missing: [{ name: 'Notion', why: 'no answer within 5000 ms' }],
        isSending: true,
      });
      const first = looks;
      let refreshes = 0;
      const end = refreshAlways({
        async refresh() {
          refreshes += 1;
        },
      });
      await Promise.resolve();
      assert.equal(refreshes, 1);
      end();
      await readiness.get();
      assert.equal(looks, first, 'whoever asks gets what was found last');
    });
  });
});
