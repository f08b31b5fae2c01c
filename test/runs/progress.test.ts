import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { MINUTE } from '../../src/domain/duration.js';
import { rememberProgress } from '../../src/runs/progress.js';
import { openSession } from '../console/operator.js';
import { withFakeClock } from '../support/fake-clock.js';
import { startOlderDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

describe('whether a server counts what becomes of runs', () => {
  const keyword = 2;
  const keywordList = 7;

  /** A server that has `Progress` of this type, or fails; and how often it was asked. */
  function serverWith(look: () => Promise<number | undefined>) {
    const asked: unknown[] = [];
    const operatorService = {
      async listSearchAttributes(request: unknown) {
        asked.push(request);
        return { customAttributes: { Progress: await look() } };
      },
    };
    const withDeadline = <T>(_: number, work: () => Promise<T>) => work();
    const connection = { withDeadline, operatorService };
    const client = { connection, options: { namespace: 'default' } } as unknown as Client;
    return { asked, hasProgress: rememberProgress(client) };
  }

  it('is asked once of one that does, however many runs start', async () => {
    const { asked, hasProgress } = serverWith(async () => keywordList);
    const answers = await Promise.all([hasProgress(), hasProgress()]);
    assert.deepEqual([...answers, await hasProgress()], [true, true, true]);
    assert.deepEqual(asked, [{ namespace: 'default' }]);
  });

  it('is asked once a minute of one that does not, or does not answer', async () => {
    await withFakeClock(async (clock) => {
      let type: number | undefined;
      const { asked, hasProgress } = serverWith(async () => {
        if (type === undefined) throw new Error('away');
        return type;
      });
      assert.equal(await hasProgress(), false);
      type = keywordList;
      assert.equal(await hasProgress(), false);
      assert.equal(asked.length, 1);
      clock.tick(MINUTE);
      assert.equal(await hasProgress(), true);
    });
  });

  it('is denied where the name stands for something else, which would refuse every run', async () => {
    assert.equal(await serverWith(async () => keyword).hasProgress(), false);
    assert.equal(await serverWith(async () => undefined).hasProgress(), false);
  });
});

describe('a server of an earlier version', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  before(async () => {
    env = await startOlderDevServer();
    world = await createWorld({ env, now: async () => new Date() });
  });
  after(async () => {
    await world.close();
    await env.teardown();
  });

  it('takes runs, which walk as ever, and the funnel says that it is not counted', async () => {
    const { id } = await world.accept({ email: 'sarah@salon.example' });
    await world.control(id, 'stop');
    assert.equal((await world.result(id)).outcome, 'stopped:operator');

    const { adminToken } = world.config;
    const { Cookie } = await openSession(world.app, 'Ann', adminToken);
    const page = await world.app.request('/console/sequences/assessment', { headers: { Cookie } });
    assert.match(await page.text(), /Temporal does not count this yet/);
  });
});
