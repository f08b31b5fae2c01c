import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import type { PlannedEmail } from '../../src/domain/plan/plan.js';
import { inSkippedTime, type SkippedTime } from '../support/skipped-time.js';
import { hoursAfter } from '../support/world.js';

const setStatusIn = (story: SkippedTime) => async (name: string, status: 'Active' | 'Inactive') => {
  const { templates } = story.world.observer;
  const [row] = await templates.find('name', 'equals', name);
  await templates.update(row?.id ?? '', { status });
};

describe('what is in the way of an email', () => {
  const story = inSkippedTime();
  const begin = async () => (await story.world.accept(story.someone())).id;
  const after = (hours: number) => new Date(story.base.getTime() + hours * HOUR).toISOString();
  const setStatus = setStatusIn(story);

  it('ends no send-now of a run that is paused: it goes when that is mended', async () => {
    const { world } = story;
    const id = await begin();
    await story.env.sleep('23h');
    await world.control(id, 'pause');
    await story.env.sleep('2h');
    await setStatus('5-Day E2', 'Inactive');
    await world.control(id, 'send-now');
    await story.env.sleep('5m');
    assert.match((await world.told(id)).needsAttention ?? '', /5-Day E2/);
    await setStatus('5-Day E2', 'Active');
    await story.env.sleep('3h');
    const { status, emails, needsAttention } = await world.told(id);
    assert.deepEqual([status, emails[1]?.state, needsAttention], ['paused', 'sent', undefined]);
    await world.control(id, 'stop');
  });

  it('is judged by the plan as it was moved last, also where no worker is asked', async () => {
    const { world } = story;
    const id = await begin();
    const kept = async () => {
      const { memo } = await world.client.workflow.getHandle(id).describe();
      return ((memo?.['emails'] ?? []) as PlannedEmail[]).map((email) =>
        hoursAfter(story.base, email.plannedAt),
      );
    };
    await world.control(id, 'reschedule', { number: 4, at: after(300) });
    assert.deepEqual(await kept(), ['+0h', '+24h', '+72h', '+300h', '+312h']);
    await story.env.sleep('10h');
    await world.control(id, 'pause');
    await story.env.sleep('2h');
    await world.control(id, 'resume', { mode: 'shift' });
    assert.deepEqual(await kept(), ['+0h', '+26h', '+74h', '+302h', '+314h']);
    await world.control(id, 'stop');
  });

  for (const [how, put] of [
    ['moved', (id: string) => story.world.control(id, 'reschedule', { number: 2, at: after(200) })],
    ['paused', (id: string) => story.world.control(id, 'pause')],
  ] as const) {
    it(`needs nobody any more once the email is ${how}`, async () => {
      const { world } = story;
      await setStatus('5-Day E2', 'Inactive');
      const id = await begin();
      await story.env.sleep('25h');
      assert.match((await world.told(id)).needsAttention ?? '', /5-Day E2/);
      await put(id);
      await setStatus('5-Day E2', 'Active');
      await story.env.sleep('1h');
      assert.equal((await world.told(id)).needsAttention, undefined);
      await world.control(id, 'stop');
    });
  }

  it('is told as the reason for its delay, whatever else was told meanwhile', async () => {
    const { world } = story;
    const posted = story.someone();
    const { id } = await world.accept(posted);
    await story.env.sleep('23h');
    const body = { statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests.' };
    world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 429, body }]);
    await story.env.sleep('68m');
    await world.post({ ...posted, first_name: 'Sally' });
    await story.env.sleep('4m');
    world.resend.setFaults([]);
    await story.env.sleep('30m');
    const { emails, history } = await world.told(id);
    assert.equal(emails[1]?.state, 'sent');
    const late = history.find(({ what }) => /^email 2 went \d+ min late$/.test(what));
    assert.match(late?.reason ?? '', /rate_limit_exceeded \(429\)/);
    await world.control(id, 'stop');
  });
});

describe('what is in the way of an email that is wanted at once', () => {
  // The grace is of ten minutes.
  const story = inSkippedTime({ settings: { TESTING_MODE: 'true', TESTING_RECIPIENTS: '*' } });
  const setStatus = setStatusIn(story);

  it('ends that when the grace is over, and says so', async () => {
    const { world } = story;
    const { id } = await world.accept(story.someone());
    await world.control(id, 'pause');
    await setStatus('5-Day E2', 'Inactive');
    await world.control(id, 'send-now');
    await story.env.sleep('12m');
    await setStatus('5-Day E2', 'Active');
    await story.env.sleep('1m');
    const { status, history } = await world.told(id);
    assert.equal(status, 'paused');
    assert.ok(history.some(({ what }) => what === 'email 2 is wanted at once no more'));
    assert.deepEqual(world.resend.ledger(), []);
    await world.control(id, 'stop');
  });

  it('ends that, and goes on, where Notion takes the person only after the grace', async () => {
    const { world } = story;
    world.notion.setFaults([{ kind: 'refuse' }]);
    const { id } = await world.accept(story.someone());
    await world.control(id, 'send-now');
    await story.env.sleep('12m');
    world.notion.setFaults([]);
    const { outcome, emails } = await world.result(id);
    assert.equal(outcome, 'completed');
    assert.deepEqual(emails[1]?.reason, 'too_late');
    assert.equal(emails[4]?.outcome, 'sent');
    const { history } = await world.told(id);
    assert.ok(history.some(({ what }) => what === 'email 2 is wanted at once no more'));
  });
});
