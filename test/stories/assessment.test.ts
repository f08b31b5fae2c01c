import assert from 'node:assert/strict';
import { HOUR } from '../../src/domain/duration.js';
import { createApiDeps } from '../../src/processes/api-deps.js';
import { createLogger } from '../../src/processes/log.js';
import { createSite } from '../../src/processes/site.js';
import type { AcceptedReply } from '../../src/runs/reply.js';
import { stop } from '../../src/workflows/messages.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** The story of an assessment, told by the calendar that a reader would draw. */
describe('assessment, in skipped time', () => {
  const story = inSkippedTime();

  it('sends four emails over five days and completes', async () => {
    const posted = story.someone();
    const { id, emails, segment } = await story.world.accept(posted);
    assert.equal(segment, 'CRITICAL');
    const { outcome } = await story.world.result(id);

    assert.equal(outcome, 'completed');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    assert.deepEqual(await story.world.rows(id), [
      '#1 sent',
      '#2 sent',
      '#3 sent',
      '#4 sent',
      '#5 sent',
    ]);
    const tracked = await story.world.observer.tracker.find('key', 'starts_with', `${id}/`);
    assert.deepEqual(
      tracked.map(({ values }) => String(values.template)).toSorted(),
      emails.map(({ template }) => template),
    );
    const planned = emails.filter(({ sentBy }) => sentBy === 'evergreen').map(({ dueAt }) => dueAt);
    const sent = story.world.resend.ledger().map(({ at }) => at);
    for (const [index, at] of sent.entries()) {
      assert.ok(at >= (planned[index] ?? '~'), `email ${index + 2} went at ${at}, too early`);
    }
    const [contact] = await story.world.observer.contacts.find(
      'email',
      'equals',
      posted.email.toLowerCase(),
    );
    assert.equal(contact?.values.firstName, 'Sarah');
    assert.equal(contact?.values.segment, 'CRITICAL');
    assert.equal(contact?.values.campaignStatus, 'Completed');
  });

  it('takes up a late webhook: skips what is too late, sends what is not', async () => {
    const late = new Date(story.base.getTime() - 90 * HOUR);
    const posted = story.someone({ email_1_sent_at: late.toISOString() });
    const { id, emails } = await story.world.accept(posted);
    assert.equal(emails[1]?.state, 'skipped');
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, late), [
      '+90h #3',
      '+102h #4',
      '+120h #5',
    ]);
    assert.deepEqual(await story.world.rows(id), [
      '#1 sent',
      '#2 skipped (too_late)',
      '#3 sent',
      '#4 sent',
      '#5 sent',
    ]);
  });

  it('makes one run, one set of rows and one of each mail of fifty posts in parallel to five APIs', async () => {
    const posted = story.someone();
    const { config, client, now } = story.world;
    const apis = Array.from({ length: 5 }, () =>
      createSite(createApiDeps(config, client, createLogger('fatal'), { now })),
    );
    const init = {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: 'Bearer sandbox-webhook-key',
      },
      body: JSON.stringify(posted),
    };
    const replies = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const response = await apis[at % 5]?.request('/webhooks/assessment', init);
        assert.equal(response?.status, 202);
        return (await response?.json()) as AcceptedReply;
      }),
    );
    const statuses = replies.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, ['accepted', ...Array(49).fill('duplicate')]);
    const first = replies.find(({ status }) => status === 'accepted');
    assert.ok(first);
    for (const reply of replies.filter(({ status }) => status === 'duplicate')) {
      const message: string = first.message.replace('Accepted', 'This run exists already');
      assert.deepEqual(reply, { ...first, status: 'duplicate', message });
    }
    await story.world.result(first.id);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    assert.equal((await story.world.rows(first.id)).length, 5);
  });

  it('stops in the middle: nothing more goes out, and the rows say why', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.env.sleep('73 hours');
    await story.env.client.workflow
      .getHandle(id)
      .signal(stop, { cause: 'booked', at: new Date().toISOString() });
    const { outcome, emails } = await story.world.result(id);
    assert.equal(outcome, 'stopped:booked');
    assert.deepEqual(
      emails.map(({ outcome: fate, reason }) => [fate, reason]),
      [
        ['sent', null],
        ['sent', null],
        ['sent', null],
        ['stopped', 'booked'],
        ['stopped', 'booked'],
      ],
    );
    await story.env.sleep('60 hours');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), ['+24h #2', '+72h #3']);
    assert.deepEqual(await story.world.rows(id), [
      '#1 sent',
      '#2 sent',
      '#3 sent',
      '#4 stopped (booked)',
      '#5 stopped (booked)',
    ]);
  });

  it('gives later emails the data of a repeated assessment, and keeps the schedule', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.env.sleep('25 hours');
    const again = await story.world.accept({ ...posted, first_name: 'Sally', red_systems: 0 });
    assert.equal(again.status, 'duplicate');
    assert.deepEqual(again.emails[1]?.state, 'sent');
    await story.world.result(id);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), [
      '+24h #2',
      '+72h #3',
      '+96h #4',
      '+120h #5',
    ]);
    const [contact] = await story.world.observer.contacts.find(
      'email',
      'equals',
      posted.email.toLowerCase(),
    );
    assert.equal(contact?.values.firstName, 'Sally');
    assert.equal(contact?.values.segment, 'OPTIMIZE');
  });

  it('takes nothing from an older assessment that is posted late, also after its end', async () => {
    const email_1_sent_at = new Date(story.base.getTime() - 3_600_000).toISOString();
    const posted = story.someone({ assessment_score: 40 });
    const older = { ...posted, email_1_sent_at, red_systems: 0, assessment_score: 90 };
    const { id } = await story.world.accept(posted);
    await story.env.sleep('25 hours');
    const scoreOf = async () => {
      const { contacts } = story.world.observer;
      const [contact] = await contacts.find('email', 'equals', posted.email.toLowerCase());
      return [contact?.values.score, contact?.values.segment];
    };
    assert.equal((await story.world.accept(older)).status, 'duplicate');
    await story.env.sleep('1 hour');
    assert.deepEqual(await scoreOf(), [40, 'CRITICAL']);
    await story.env.sleep('100 hours');
    const { status } = await story.world.client.workflow.getHandle(id).describe();
    assert.equal(status.name, 'COMPLETED');
    assert.equal((await story.world.accept(older)).status, 'duplicate');
    const newer = { ...older, email_1_sent_at: (await story.world.now()).toISOString() };
    await story.env.sleep('1 hour');
    assert.deepEqual(await scoreOf(), [40, 'CRITICAL']);
    await story.world.accept(newer);
    await story.env.sleep('1 hour');
    assert.deepEqual(await scoreOf(), [90, 'OPTIMIZE']);
  });

  it('ends when the owner unsubscribes the person in Notion', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.env.sleep('25 hours');
    const [contact] = await story.world.observer.contacts.find(
      'email',
      'equals',
      posted.email.toLowerCase(),
    );
    await story.world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    const { outcome } = await story.world.result(id);
    assert.equal(outcome, 'stopped:unsubscribed');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), ['+24h #2']);
  });

  it('records the data of a suppressed person, and schedules nothing', async () => {
    const posted = story.someone();
    await story.world.observer.contacts.create({
      email: posted.email.toLowerCase(),
      emailStatus: 'Bounced',
    });
    const { id } = await story.world.accept(posted);
    const { outcome } = await story.world.result(id);
    assert.equal(outcome, 'suppressed');
    assert.deepEqual(await story.world.rows(id), ['#1 sent']);
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), []);
    const [contact] = await story.world.observer.contacts.find(
      'email',
      'equals',
      posted.email.toLowerCase(),
    );
    assert.equal(contact?.values.segment, 'CRITICAL');
    assert.equal(contact?.values.campaignStatus, null);
  });

  it('ends a run, its rows included, when a repeated event finds the person unsubscribed in Notion', async () => {
    const posted = story.someone();
    const { id } = await story.world.accept(posted);
    await story.env.sleep('30h');
    const email = posted.email.toLowerCase();
    const [contact] = await story.world.observer.contacts.find('email', 'equals', email);
    await story.world.observer.contacts.update(contact?.id ?? '', { emailStatus: 'Unsubscribed' });
    await story.world.accept({ ...posted, business_name: 'New Salon' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:unsubscribed');
    assert.deepEqual(await story.world.mailsTo(posted.email, story.base), ['+24h #2']);
    assert.deepEqual((await story.world.rows(id)).slice(1), [
      '#2 sent',
      '#3 stopped (unsubscribed)',
      '#4 stopped (unsubscribed)',
      '#5 stopped (unsubscribed)',
    ]);
  });
});
