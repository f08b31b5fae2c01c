import assert from 'node:assert/strict';
import { webhookMisfits } from '../contract/webhook-fields.js';
import { mail } from './resend-account.js';
import { useWebhooks, webhookSecret } from './webhook-receiver.js';

describe('Webhooks of the Resend stand-in', () => {
  const account = useWebhooks();
  const { standIn, send, events, arrived, settled, seenTypes, received } = account;

  const fates: Record<string, string[]> = {
    'delivered+a@resend.dev': ['email.sent', 'email.delivered'],
    'bounced@resend.dev': ['email.sent', 'email.bounced'],
    'complained+b@resend.dev': ['email.sent', 'email.delivered', 'email.complained'],
    'suppressed@resend.dev': ['email.suppressed'],
    'gone@inbox.test': ['email.suppressed'],
    'sarah@inbox.test': ['email.sent', 'email.delivered'],
  };
  for (const [to, types] of Object.entries(fates)) {
    it(`tell of a mail to ${to}: ${types.join(', ')}`, async () => {
      await send(to);
      await arrived(types.length);
      await settled();
      assert.deepEqual(seenTypes(), types);
      const { data } = await account.resend().suppressions.list();
      assert.equal(data?.data.length, 1);
    });
  }

  it('carry the mail, its tags as a map, and what this kind of event tells', async () => {
    const id = await send('bounced@resend.dev');
    await arrived(2);
    const { created_at, type, data } = received()[1]?.event ?? {};
    assert.deepEqual([type, created_at], ['email.bounced', '2026-11-02T10:00:00.000Z']);
    assert.deepEqual(data, {
      created_at: '2026-11-02T10:00:00.000000+00:00',
      email_id: id,
      message_id: `<${id}@resend.test>`,
      from: mail.from,
      to: ['bounced@resend.dev'],
      subject: mail.subject,
      headers: [{ name: 'List-Unsubscribe', value: '<https://studio.test/u>' }],
      tags: { sequence: '5day' },
      bounce: {
        type: 'Permanent',
        subType: 'General',
        message: 'The receiving server rejected the email for good.',
        diagnosticCode: ['smtp; 550 5.1.1 user unknown'],
      },
    });
  });

  it('fit the type that the SDK gives them, and the description that Resend publishes', async () => {
    const id = await send();
    const happenings = ['bounced', 'clicked', 'failed', 'suppressed', 'opened', 'scheduled'];
    for (const what of [...happenings, 'delivery_delayed', 'complained'] as const) {
      await standIn.happen({ emailId: id, type: `email.${what}` as 'email.opened' });
    }
    await arrived(11);
    for (const { body } of received()) {
      assert.deepEqual(webhookMisfits(JSON.parse(body)), [], body);
    }
  });

  it('tell of what a person lets happen, and of the suppression that follows', async () => {
    const id = await send();
    await standIn.happen({ emailId: id, type: 'email.bounced', details: { type: 'Transient' } });
    await standIn.happen({ emailId: id, type: 'email.complained' });
    await arrived(5);
    assert.deepEqual(seenTypes(), [
      'email.sent',
      'email.delivered',
      'email.bounced',
      'email.complained',
      'suppression.added',
    ]);
    const { data: read } = await account.resend().emails.get(id);
    const { data: suppression } = await account.resend().suppressions.get(mail.to);
    assert.equal(read?.last_event, 'complained');
    assert.deepEqual([suppression?.origin, suppression?.source_id], ['complaint', id]);
  });

  it('tell of entries that a person adds to the suppression list and takes off', async () => {
    await account.resend().suppressions.add({ email: 'out@inbox.test' });
    await account.resend().suppressions.add({ email: 'out@inbox.test' });
    await account.resend().suppressions.remove('out@inbox.test');
    await arrived(2);
    await settled();
    assert.deepEqual(seenTypes(), ['suppression.added', 'suppression.removed']);
    for (const { event } of received()) {
      assert.deepEqual(webhookMisfits(event), []);
    }
  });

  it('are made of a send once, however often its answer is repeated', async () => {
    const options = { idempotencyKey: 'run/2' };
    await account.resend().emails.send(mail, options);
    await account.resend().emails.send(mail, options);
    await arrived(2);
    await settled();
    assert.equal(received().length, 2);
  });

  it('are none without an endpoint', async () => {
    standIn.setWebhook(undefined);
    await send();
    const { data } = await account.resend().webhooks.list();
    assert.deepEqual(data?.data, []);
    standIn.setWebhook({ url: account.receiver().url, secret: webhookSecret });
    assert.deepEqual((await events()).events, []);
  });

  describe('over HTTP', () => {
    async function control(path: string, body?: unknown) {
      const answer = await fetch(`${account.url()}/_control${path}`, {
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: await answer.json() };
    }

    it('get an endpoint, happen and are shown with their attempts', async () => {
      await control('/webhook', { url: null });
      const emailId = await send();
      await control('/webhook', { url: account.receiver().url, secret: webhookSecret });
      assert.equal((await control('/happen', { emailId, type: 'email.opened' })).status, 200);
      await arrived(1);
      await settled();
      const { body } = await control('/webhook');
      const [event, ...others] = body as Record<string, unknown>[];
      assert.deepEqual(others, []);
      assert.deepEqual([event?.type, event?.attempts], ['email.opened', [200]]);
    });

    const mistakes: [string, Record<string, unknown>, RegExp][] = [
      ['/webhook', { url: 'mail.test', secret: webhookSecret }, /^url: expected an http or https/],
      ['/webhook', { url: 'http://mail.test', secret: 'secret' }, /^secret: expected "whsec_" and/],
      ['/happen', { emailId: 'none', type: 'email.opened' }, /no mail was accepted with the id/],
      ['/happen', { emailId: 'none', type: 'opened' }, /^type: expected one of email.sent, /],
    ];
    for (const [path, body, message] of mistakes) {
      it(`refuse ${JSON.stringify(body)}`, async () => {
        const answer = await control(path, body);
        assert.equal(answer.status, 422);
        assert.match((answer.body as { error: string }).error, message);
      });
    }
  });
});
