import assert from 'node:assert/strict';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** Nobody takes up for a while what was done in time. */
describe('workers that come late', () => {
  const real = inRealTime();

  it('skip what was prepared in time and not tried before its grace had ended', async () => {
    const { world } = real;
    const graceEndMs = Date.now() + 20 * SECOND;
    const base = new Date(graceEndMs - 48 * HOUR);
    world.notion.setFaults([{ kind: 'pause', route: 'GET /pages/:id', delayMs: SECOND }]);
    const posted = {
      email: 'late@salon.example',
      red_systems: 0,
      email_1_sent_at: base.toISOString(),
    };
    const { id } = await world.accept(posted);
    const handle = world.client.workflow.getHandle(id);
    const isPreparing = async () =>
      ((await handle.describe()).raw.pendingActivities ?? []).some(
        ({ activityType }) => activityType?.name === 'prepareEmail',
      );
    await eventually('it is being prepared', isPreparing);
    await world.stopWorkflowWorker();
    await eventually('it is prepared', async () => !(await isPreparing()));
    assert.ok(Date.now() < graceEndMs, 'in time');
    await eventually('its grace is over', async () => Date.now() > graceEndMs);
    await world.stopWorkers();
    await world.startWorkers();
    const second = async () => (await world.rows(id))[1];
    await eventually('it is decided', async () => (await second()) !== '#2 scheduled');
    assert.equal(await second(), '#2 skipped (too_late)');
    assert.equal(world.resend.log().length, 0);
  });
});
