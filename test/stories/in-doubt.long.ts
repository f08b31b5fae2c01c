import assert from 'node:assert/strict';
import type { Fault } from '../../src/sandbox/standin/faults.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { hoursAfter } from '../support/world.js';

/** Resend takes each mail, and its answer is lost. */
const unheard: Fault = { kind: 'after', route: 'POST /emails', then: 'reset' };
const unanswered = 'application_error (no answer)';

describe('an email that may have been accepted', () => {
  const story = inSkippedTime();
  const sentTo = (id: string) =>
    story.world.resend.ledger().filter(({ idempotencyKey }) => idempotencyKey?.startsWith(id));
  const rowOf = async (id: string, number: number) =>
    (await story.world.observer.tracker.find('key', 'equals', `${id}/${number}`))[0]?.values;

  it('is sent by no other execution, where this one is terminated and its event comes again', async () => {
    const { world } = story;
    const posted = story.someone();
    const { id } = await world.accept(posted);
    await story.env.sleep('23h');
    world.resend.setFaults([unheard]);
    await story.env.sleep('2h');
    const { status, reason } = (await rowOf(id, 2)) ?? {};
    assert.deepEqual([status, reason], ['unknown', unanswered]);
    await world.client.workflow.getHandle(id).terminate('by hand');
    world.resend.setFaults([]);
    await story.env.sleep('5h');
    await world.accept({ ...posted, email_1_sent_at: (await world.now()).toISOString() });
    await story.env.sleep('25h');
    const { emails, needsAttention } = await world.told(id);
    assert.equal(emails[1]?.state, 'unknown');
    assert.match(needsAttention ?? '', /^email 2 may or may not have been sent/);
    assert.equal(sentTo(id).length, 1);
  });

  it('is sent by no restart, also where it went long before its time', async () => {
    const { world } = story;
    const { id } = await world.accept(story.someone());
    await story.env.sleep('1h');
    world.resend.setFaults([unheard]);
    await world.control(id, 'send-now');
    await story.env.sleep('5m');
    await world.client.workflow.getHandle(id).terminate('by hand');
    world.resend.setFaults([]);
    await story.env.sleep('25h');
    const refused = await world.control(id, 'restart', { from: 2 });
    assert.equal(refused.status, 409);
    assert.match(JSON.stringify(refused.body), /email 2 is unknown: resolve it instead/);
    const resolved = await world.control(id, 'resolve', { number: 2, as: 'sent' });
    assert.equal(resolved.status, 200);
    assert.equal(sentTo(id).length, 1);
  });

  it('is told of while it is asked for again, and sent once where an answer comes', async () => {
    const { world } = story;
    const { id } = await world.accept(story.someone());
    await story.env.sleep('23h');
    world.resend.setFaults([{ ...unheard, times: 3 }]);
    await story.env.sleep('2h');
    const { emails, history } = await world.told(id);
    assert.equal(emails[1]?.state, 'sent');
    const told = history.filter(({ what }) => what.startsWith('email 2 may have been accepted'));
    assert.deepEqual(
      told.map(({ reason }) => reason),
      [unanswered],
    );
    const { status, reason } = (await rowOf(id, 2)) ?? {};
    assert.deepEqual([status, reason], ['sent', null]);
    assert.equal(sentTo(id).length, 1);
  });

  it('keeps the next one away from when it may have gone, not from when it was given up', async () => {
    const { world } = story;
    const posted = { email: story.someone().email, event_id: 'call', first_name: 'Sarah' };
    world.resend.setFaults([unheard]);
    const { id } = await world.accept(
      { ...posted, event_type: 'Call', reschedule_url: 'https://calendar.example/' },
      '/webhooks/no-show',
    );
    await story.env.sleep('10m');
    await world.control(id, 'pause');
    world.resend.setFaults([]);
    await story.env.sleep('21h');
    assert.equal((await world.told(id)).emails[0]?.state, 'unknown');
    await world.control(id, 'resolve', { number: 1, as: 'sent' });
    await world.control(id, 'resume', { mode: 'catch-up' });
    const [first, second] = (await world.told(id)).emails;
    assert.match(hoursAfter(story.base, first?.sentAt ?? ''), /^\+0h/);
    assert.match(hoursAfter(story.base, second?.dueAt ?? ''), /^\+24h/);
    await world.control(id, 'stop');
  });
});
