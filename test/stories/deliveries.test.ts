import assert from 'node:assert/strict';
import { Resend } from 'resend';
import type { ContactReply } from '../../src/api/operators/read-contact.js';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { eventually } from '../support/sandbox-process.js';
import { resendEvent, signedByResend } from '../support/sender-posts.js';
import { tellSenderStory } from '../support/sender-story.js';

/** What Resend reports of emails, on the dev server; its stand-in really posts to the API. */
describe('Resend', () => {
  const story = tellSenderStory();

  it('says what became of an email, however its events come', async () => {
    story.world.resend.setFaults([
      { kind: 'reorder', route: 'WEBHOOK /email.sent', delayMs: 10_000 },
      { kind: 'duplicate', route: 'WEBHOOK /email.delivered' },
    ]);
    const { id, emailId } = await story.receive('reader@salon.example');
    await eventually(
      'it is delivered',
      async () => (await story.rowOf(id))?.delivery === 'delivered',
    );
    await story.world.resend.happen({ emailId, type: 'email.delivery_delayed' });
    await story.world.resend.happen({
      emailId,
      type: 'email.bounced',
      details: { type: 'Transient', subType: 'MailboxFull' },
    });
    await eventually('it bounced', async () => (await story.rowOf(id))?.delivery === 'bounced');
    await eventually('every event was taken', async () => {
      const response = await fetch(`${story.world.config.resend.baseUrl}/_control/webhook`);
      const events = (await response.json()) as { attempts: number[] }[];
      return events.length === 4 && events.every(({ attempts }) => attempts.includes(202));
    });
    assert.ok(await story.isOpen(id), 'a full mailbox ends nothing');
    assert.equal((await story.emailOf(id))?.resendId, emailId);
    await eventually(
      'operators see it',
      async () => (await story.emailOf(id))?.delivery === 'bounced',
    );
    const person = await story.world.operate<ContactReply>('/contacts/reader@salon.example');
    assert.equal(person.body.runs[0]?.emails[1]?.delivery, 'bounced');
    assert.equal(person.body.runs.length, 1, 'its events are no runs');
    await story.world.control(id, 'stop');
  });

  it('ends marketing and onboarding by a hard bounce, with an alert', async () => {
    const email = 'gone@salon.example';
    const paid = await story.world.accept(
      { email, payment_confirmed: true },
      '/webhooks/onboarding',
    );
    const { id, emailId } = await story.receive(email);
    await story.world.resend.happen({ emailId, type: 'email.bounced' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:bounced');
    assert.equal((await story.world.result(paid.id)).outcome, 'stopped:bounced');
    await eventually('Notion says so', async () => {
      const [contact, row] = await Promise.all([story.contactOf(email), story.rowOf(id)]);
      return contact?.emailStatus === 'Bounced' && row?.delivery === 'bounced';
    });
    await eventually('somebody is told', async () =>
      story.alerts.some((text) => text.includes("A client's onboarding mail has stopped")),
    );
    const later = await story.world.accept({ email, event_id: 'EF' }, '/webhooks/no-show');
    assert.equal((await story.world.result(later.id)).outcome, 'suppressed');
  });

  it('ends everything by a complaint, with an alert', async () => {
    const email = 'cross@salon.example';
    const { id, emailId } = await story.receive(email);
    await story.world.resend.happen({ emailId, type: 'email.complained' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:complained');
    await eventually('Notion says so', async () => {
      const [contact, row] = await Promise.all([story.contactOf(email), story.rowOf(id)]);
      return contact?.emailStatus === 'Complained' && row?.delivery === 'complained';
    });
    await eventually('somebody is told', async () =>
      story.alerts.some((text) => text.includes('marked our mail as spam')),
    );
    const stopId = `stop/${story.keyOf(email)}/complained`;
    const stop = story.world.client.workflow.getHandle(stopId);
    await story.world.resend.happen({ emailId, type: 'email.complained' });
    await eventually('the stop that holds is told again', async () => {
      const { events } = await stop.fetchHistory();
      return events?.some(
        ({ workflowExecutionSignaledEventAttributes: told }) => told?.signalName === 'stopAgain',
      );
    });
    assert.ok(await story.isOpen(stopId));
  });

  it('tells an operator of an email that failed after it was taken', async () => {
    const { id, emailId } = await story.receive('quota@salon.example');
    await story.world.resend.happen({ emailId, type: 'email.failed' });
    await eventually('somebody is told', async () =>
      story.alerts.some((text) => text.includes(`${id}, email.failed, reached_daily_quota`)),
    );
    assert.doesNotMatch(story.alerts.join(), /quota@/);
    assert.ok(await story.isOpen(id));
    await story.world.control(id, 'stop');
  });

  it('settles an email of an ended run that nobody knew of', async () => {
    story.hear(false);
    story.world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
    const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
    const { id } = await story.world.accept({ email: 'doubt@salon.example', email_1_sent_at });
    await eventually('an attempt is in doubt', async () => story.world.resend.log().length > 0);
    await story.world.control(id, 'stop');
    await story.world.result(id);
    assert.equal((await story.rowOf(id))?.status, 'unknown');
    story.world.resend.setFaults([]);
    story.hear(true);
    const emailId = story.world.resend.ledger()[0]?.id ?? '';
    for (const type of ['email.sent', 'email.delivered'] as const) {
      await story.world.resend.happen({ emailId, type });
    }
    await eventually('the row says what happened', async () => {
      const row = await story.rowOf(id);
      return row?.status === 'sent' && row.resendId === emailId && row.delivery === 'delivered';
    });

    const tags = { contact: id.split('/')[1], sequence: 'assessment', email: '2' };
    const event = resendEvent('email.sent', { email_id: emailId }, tags);
    const repeat = () =>
      story.post('/webhooks/resend', signedByResend(story.resendSecret, event, { id: 'msg_late' }));
    const late = await repeat();
    await story.world.client.workflow.getHandle(late.id).result();
    assert.deepEqual([late.status, (await repeat()).status], ['accepted', 'duplicate']);
    assert.equal((await story.rowOf(id))?.delivery, 'delivered');
  });

  it('settles an email of an open run that nobody knew of', async () => {
    story.hear(false);
    const email = 'known@salon.example';
    const sentAt = new Date(Date.now() - 24 * HOUR + 2 * SECOND).toISOString();
    const { id } = await story.world.accept({ email, email_1_sent_at: sentAt });
    // Under this key Resend has something else, so that nobody knows what the reader got.
    const resend = new Resend('re_other', { baseUrl: story.world.config.resend.baseUrl ?? '' });
    const { data } = await resend.emails.send(
      {
        from: 'a@evergreen.example',
        to: email,
        subject: 'Other bytes',
        text: 'Hello',
        tags: [
          { name: 'contact', value: story.keyOf(email) },
          { name: 'sequence', value: 'assessment' },
          { name: 'email', value: '2' },
        ],
      },
      { idempotencyKey: `${id}/2` },
    );
    await eventually('it is unknown', async () => (await story.rowOf(id))?.status === 'unknown');
    story.hear(true);
    await story.world.resend.happen({ emailId: data?.id ?? '', type: 'email.delivered' });
    await eventually('the run knows', async () => (await story.emailOf(id))?.state === 'sent');
    assert.equal((await story.emailOf(id))?.resendId, data?.id);
    await eventually('and its row', async () => (await story.rowOf(id))?.status === 'sent');
    await story.world.control(id, 'stop');
  });

  it('keeps an event that comes before its row, and takes it once', async () => {
    const email = 'early@salon.example';
    const tags = { contact: story.keyOf(email), sequence: 'assessment', email: '2' };
    const event = resendEvent('email.delivered', { email_id: 'early' }, tags);
    const early = () =>
      story.post(
        '/webhooks/resend',
        signedByResend(story.resendSecret, event, { id: 'msg_early' }),
      );
    const first = await early();
    assert.deepEqual([first.code, first.status, first.id], [202, 'accepted', 'delivery/msg_early']);
    assert.equal((await early()).status, 'duplicate');
    const { id } = await story.world.accept({ email, email_1_sent_at: new Date().toISOString() });
    await eventually('it is noted', async () => (await story.rowOf(id))?.delivery === 'delivered');
    await story.world.control(id, 'stop');
  });
});
