import assert from 'node:assert/strict';
import { withAlertInbox } from '../support/alert-inbox.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** What began in one mode, once its workers have the other. */
describe('shadow mode, switched off and on', () => {
  const inbox = withAlertInbox();
  const real = inRealTime({ settings: Object.assign(inbox.settings, { SHADOW: 'true' }) });
  const posted = postedAssessment('soon@salon.example', 0);
  const other = postedAssessment('other@salon.example', 0);
  const sent = () => real.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
  const isEnrolled = (id: string) =>
    eventually('they are enrolled', async () => (await real.world.rows(id)).length === 5);
  const attentionOf = async (id: string) =>
    (await real.world.operate(`/runs/${encodeURIComponent(id)}`)).body.needsAttention ?? '';

  it('never sends what began in shadow mode, and waits with what is real while it is on', async () => {
    const { id: shadow } = await real.world.accept(posted);
    await real.world.restart({ SHADOW: 'false' });
    const { id, status } = await real.world.accept(posted);
    assert.deepEqual([status, id === shadow], ['accepted', false]);
    const { id: others } = await real.world.accept(other);
    await Promise.all([id, others].map(isEnrolled));
    await real.world.control(shadow, 'send-now');
    assert.equal((await real.world.result(shadow)).outcome, 'stopped:operator');
    assert.deepEqual(await real.world.rows(shadow), []);
    assert.deepEqual(sent(), []);

    await real.world.restart({ SHADOW: 'true' });
    const written = real.world.notion.ledger().length;
    for (const one of [id, others]) {
      await real.world.control(one, 'send-now');
      await eventually('it waits', async () => /SHADOW is on/.test(await attentionOf(one)));
    }
    assert.deepEqual(sent(), []);
    assert.equal(real.world.notion.ledger().length, written);
    await eventually('operators are told', async () => inbox.alerts.length > 0);
    const [told = '', ...more] = inbox.alerts;
    assert.match(told, /^\[shadow\] Emails wait\nReal runs wait behind shadow mode: SHADOW is on/);
    assert.deepEqual(more, []);
    const known = await real.world.runs.incidents();
    assert.deepEqual(
      known.map(({ about }) => about),
      ['shadow'],
    );

    await real.world.restart({ SHADOW: 'false' });
    await real.world.control(id, 'send-now');
    await eventually('it is sent', async () => sent().length > 0);
    assert.deepEqual(sent(), [`${id}/2`]);
    await real.world.control(id, 'stop');
    assert.equal((await real.world.result(id)).outcome, 'stopped:operator');
  });
});
