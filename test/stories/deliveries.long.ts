import assert from 'node:assert/strict';
import { Resend } from 'resend';
import type { ContactReply } from '../../src/api/operators/read-contact.js';
import { HOUR, SECOND } from '../../src/domain/duration.js';
import { attributes } from '../../src/workflows/messages.js';
import { eventually } from '../support/sandbox-process.js';
import { resendEvent, signedByResend } from '../support/sender-posts.js';
import { tellSenderStory } from '../support/sender-story.js';

/** What Resend reports of emails, on the dev server; its stand-in really posts to the API. */
describe('Resend', () => {
  const story = tellSenderStory();

  const needsAttention = async (id: string) => {
    const { typedSearchAttributes, status } = await story.world.client.workflow
      .getHandle(id)
      .describe();
    return [typedSearchAttributes.get(attributes.needsAttention), status.name];
  };

  /** A run that has ended with an email of which nobody knows, though Resend has it. */
  const endInDoubt = async (email: string) => {
    story.hear(false);
    story.world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
    const email_1_sent_at = new Date(Date.now() - 24 * HOUR).toISOString();
    const { id } = await story.world.accept({ email, email_1_sent_at });
    await eventually('an attempt is in doubt', async () => story.world.resend.ledger().length > 0);
    const emailId = story.world.resend.ledger()[0]?.id ?? '';
    return { id, emailId };
  };

  it('says what became of an email, however its events come', async () => {
    story.world.resend.setFaults([
      { kind: 'reorder', route: 'WEBHOOK /email.sent', delayMs: 10_000 },
      { kind: 'duplicate', route: 'WEBHOOK /email.delivered' },
    ]);
    const { id, emailId } = await story.receive('reader@salon.example');
    const isDelivered = async () => (await story.emailOf(id))?.delivery === 'delivered';
    await eventually('it is delivered', isDelivered);
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
      const isTaken = ({ attempts }: { attempts: number[] }) =>
        attempts.some((status) => status === 202 || status === 200);
      return events.length === 4 && events.every(isTaken);
    });
    assert.ok(await story.isOpen(id), 'a full mailbox ends nothing');
    assert.equal((await story.emailOf(id))?.resendId, emailId);
    assert.equal((await story.emailOf(id))?.delivery, 'bounced');
    const person = await story.world.operate<ContactReply>('/contacts/reader@salon.example');
    assert.equal(person.body.runs[0]?.emails[1]?.delivery, 'bounced');
    assert.equal(person.body.runs.length, 1, 'its events are no runs');
    await story.world.control(id, 'stop');
  });

  it('ends mail that Resend suppresses without a reason, as after a bounce', async () => {
    story.hear(false);
    const run = await story.receive('listed@salon.example');
    const suppressed = { type: 'OnAccountSuppressionList', message: 'Is on the list.' };
    await story.report(run, 'email.suppressed', { suppressed });
    assert.equal((await story.world.result(run.id)).outcome, 'stopped:bounced');
    await eventually('Notion says so', async () => {
      const contact = await story.contactOf('listed@salon.example');
      return contact?.emailStatus === 'Bounced';
    });
    await eventually(
      'the row, too',
      async () => (await story.rowOf(run.id))?.delivery === 'suppressed',
    );
  });

  it('ends mail by a bounce in any case of letters', async () => {
    story.hear(false);
    const run = await story.receive('small@salon.example');
    await story.report(run, 'email.bounced', { bounce: { type: 'permanent', subType: 'general' } });
    assert.equal((await story.world.result(run.id)).outcome, 'stopped:bounced');
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
    const paid = await story.world.accept(
      { email, payment_confirmed: true },
      '/webhooks/onboarding',
    );
    const { id, emailId } = await story.receive(email);
    await story.world.resend.happen({ emailId, type: 'email.complained' });
    assert.equal((await story.world.result(id)).outcome, 'stopped:complained');
    assert.equal((await story.world.result(paid.id)).outcome, 'stopped:complained');
    await eventually('somebody hears of the client', async () =>
      story.alerts.some(
        (text) =>
          text.startsWith("A client's onboarding mail has stopped") && text.includes(paid.id),
      ),
    );
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
      story.alerts.some((text) => /email\.failed, reached_daily_quota/.test(text)),
    );
    await eventually('its row says so', async () => (await story.rowOf(id))?.delivery === 'failed');
    await story.world.resend.happen({ emailId, type: 'email.failed' });
    const { history } = await story.world.told(id);
    assert.deepEqual(history, []);
    assert.doesNotMatch(story.alerts.join(), /quota@/);
    assert.ok(await story.isOpen(id));
    await story.world.control(id, 'stop');
  });

  it('settles an email of an ended run that nobody knew of', async () => {
    const run = await endInDoubt('doubt@salon.example');
    await story.world.control(run.id, 'stop');
    await story.world.result(run.id);
    assert.equal((await story.rowOf(run.id))?.status, 'unknown');
    assert.deepEqual(await needsAttention(run.id), [true, 'COMPLETED']);
    story.world.resend.setFaults([]);
    story.hear(true);
    for (const type of ['email.sent', 'email.delivered'] as const) {
      await story.world.resend.happen({ emailId: run.emailId, type });
    }
    await eventually('the row says what happened', async () => {
      const row = await story.rowOf(run.id);
      const isSent = row?.status === 'sent' && row.resendId === run.emailId;
      return isSent && row.delivery === 'delivered' && row.reason === null;
    });
    const { outcome, emails } = await story.world.result(run.id);
    assert.deepEqual([outcome, emails[1]?.outcome], ['stopped:operator', 'sent']);
    assert.deepEqual(await needsAttention(run.id), [false, 'COMPLETED']);
    const again = await story.world.control(run.id, 'resolve', { number: 2, as: 'send-again' });
    assert.equal(again.status, 409);
    assert.equal(story.world.resend.ledger().length, 1);
  });

  it('knows by an event what became of an email that was in doubt', async () => {
    const run = await endInDoubt('soon@salon.example');
    await story.report(run, 'email.delivered');
    assert.equal((await story.emailOf(run.id))?.state, 'scheduled', 'the send goes on');
    await story.world.control(run.id, 'stop');
    const { emails } = await story.world.result(run.id);
    assert.deepEqual([emails[1]?.outcome, emails[1]?.resendId], ['sent', run.emailId]);
    const row = await story.rowOf(run.id);
    assert.deepEqual([row?.status, row?.delivery], ['sent', 'delivered']);
    assert.deepEqual(await needsAttention(run.id), [false, 'COMPLETED']);
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
    assert.deepEqual(await needsAttention(id), [false, 'RUNNING']);
    const again = await story.world.control(id, 'resolve', { number: 2, as: 'send-again' });
    assert.equal(again.status, 409);
    assert.ok(!story.alerts.some((text) => /delivered/.test(text)));
    await story.world.control(id, 'stop');
  });

  it('keeps an event that comes before its row, and takes it once', async () => {
    const email = 'early@salon.example';
    const tags = { contact: story.keyOf(email), sequence: 'assessment', email: '2' };
    const event = resendEvent('email.delivered', { email_id: 'early', to: [email] }, tags);
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
