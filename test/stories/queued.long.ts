import assert from 'node:assert/strict';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** An operator steers an email that is due, and is not on the wire yet. */
describe('an email that waits for its turn', () => {
  // The first goes at once; each of the others waits for nine seconds, in which even a slow machine steers it.
  const turnEveryMs = 9_000;
  const settings = { RESEND_REQUESTS_PER_SECOND: String(1_000 / turnEveryMs) };
  const slow = inRealTime({ settings });

  const start = async (name: string) =>
    (await slow.world.accept({ email: `${name}@salon.example`, first_name: name, red_systems: 0 }))
      .id;
  const sent = () => slow.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
  const isSending = async (id: string) => {
    const { raw } = await slow.world.client.workflow.getHandle(id).describe();
    const pending = raw.pendingActivities ?? [];
    return pending.some(({ activityType }) => activityType?.name === 'sendEmail');
  };

  it('does not leave once it is paused, skipped or moved; on the wire it can be none of these', async () => {
    const [first, second, third, fourth] = [
      await start('first'),
      await start('second'),
      await start('third'),
      await start('fourth'),
    ];
    slow.world.resend.setFaults([{ kind: 'pause', route: 'POST /emails', delayMs: 9_000 }]);
    await slow.world.control(first, 'send-now');
    await eventually('the first is on the wire', async () => slow.world.resend.log().length > 0);
    const late = await slow.world.control(first, 'skip-next');
    assert.equal(late.status, 409);
    assert.match((late.body as unknown as { detail: string }).detail, /email 2 is being sent/);

    let turnAtMs = Date.now();
    const steer = async (id: string, name: string, more = {}) => {
      // Its turn, which comes to whoever has left too, would else be further away than an email waits.
      await eventually('the turn before has come', async () => Date.now() > turnAtMs);
      turnAtMs += turnEveryMs;
      await slow.world.control(id, 'send-now');
      await eventually('it waits for its turn', () => isSending(id));
      return slow.world.control(id, name, more);
    };
    const paused = await steer(second, 'pause');
    assert.deepEqual([paused.status, paused.body.status], [200, 'paused']);
    assert.equal(paused.body.emails[1]?.plannedAt, undefined, 'it is due as it was planned');
    const skipped = await steer(third, 'skip-next');
    assert.deepEqual([skipped.status, skipped.body.emails[1]?.state], [200, 'skipped']);
    const at = new Date(Date.now() + 30 * 3_600_000).toISOString();
    const moved = await steer(fourth, 'reschedule', { number: 2, at });
    assert.deepEqual([moved.status, moved.body.emails[1]?.dueAt], [200, at]);

    await eventually('the last turn has come', async () => Date.now() > turnAtMs);
    for (const id of [first, second, third, fourth])
      await eventually('none is on its way', async () => !(await isSending(id)));
    assert.deepEqual(sent(), [`${first}/2`]);
  });
});
