import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { DAY, HOUR } from '../../src/domain/duration.js';
import type { Timeline } from '../../src/domain/run/run.js';
import { markSent, reschedule } from '../../src/workflows/messages.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { hoursAfter } from '../support/world.js';

/** No time that anybody gives brings a run so far that Temporal can no longer store it. */
describe('times that nobody means, in skipped time', () => {
  const story = inSkippedTime();

  const start = async () => (await story.world.accept(story.someone())).id;
  const after = (ms: number) => new Date(story.base.getTime() + ms).toISOString();
  const never = ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-18:00', '2206-01-31T18:00:00Z'];

  /** What the run itself says to an update that did not come through our API. */
  async function refused<A>(id: string, update: UpdateDefinition<Timeline, [A]>, asked: A) {
    const handle = story.world.client.workflow.getHandle(id);
    try {
      await handle.executeUpdate<Timeline, [A]>(update, { args: [asked] });
    } catch (error) {
      assert.ok(error instanceof WorkflowUpdateFailedError);
      assert.ok(error.cause instanceof ApplicationFailure);
      return [error.cause.type, error.cause.details?.[0]];
    }
    return 'taken';
  }

  it('are refused where an email is moved, by the API and by the run itself', async () => {
    const id = await start();
    for (const at of [...never, after(36_600 * DAY + HOUR)]) {
      const { status, body } = await story.world.control(id, 'reschedule', { number: 2, at });
      const { errors = [] } = body as { errors?: { path: string }[] };
      assert.deepEqual([status, errors.map(({ path }) => path)], [422, ['at']], at);
      const asked = { by: 'Ann', number: 2, at };
      assert.deepEqual(await refused(id, reschedule, asked), ['Malformed', 'at'], at);
    }
    const { status, body } = await story.world.control(id, 'reschedule', {
      number: 2,
      at: after(365 * DAY),
    });
    assert.equal(status, 200);
    assert.deepEqual(
      body.emails.map(({ dueAt }) => hoursAfter(story.base, dueAt)),
      ['+0h', '+8760h', '+8772h', '+8784h', '+8796h'],
    );
    await story.world.control(id, 'stop');
    await story.world.result(id);
  });

  it('are refused where another system has sent an email, and where lists and events tell them', async () => {
    const id = await start();
    for (const at of [...never, 'soon']) {
      const emails = [{ number: 2, at, by: 'Kestra' }];
      assert.deepEqual(await refused(id, markSent, { by: 'Ann', emails }), ['Malformed', 'at']);
    }
    const beyond = '9999-12-31T23:59:59-18:00';
    const listed = await story.world.operate(`/runs?due_before=${encodeURIComponent(beyond)}`);
    assert.equal(listed.status, 422);
    for (const email_1_sent_at of [beyond, '0000-01-01T00:00:00+18:00']) {
      const posted = story.someone({ email_1_sent_at });
      assert.equal((await story.world.post(posted)).status, 422, email_1_sent_at);
    }
    await story.world.control(id, 'stop');
    await story.world.result(id);
  });

  it('are none after a pause of three years: the rest moves by its length', async () => {
    const id = await start();
    await story.env.sleep('20h');
    await story.world.control(id, 'pause');
    await story.env.sleep(1_096 * DAY);
    const { body } = await story.world.control(id, 'resume', { mode: 'shift' });
    const days = body.emails.map(({ dueAt }) =>
      Math.floor((Date.parse(dueAt) - story.base.getTime()) / DAY),
    );
    assert.deepEqual(days, [0, 1_097, 1_099, 1_100, 1_101]);
    assert.equal((await story.world.result(id)).outcome, 'completed');
  });
});
