import assert from 'node:assert/strict';
import type { Resend } from 'resend';
import { mail, useResend } from './resend-account.js';

describe('Resend stand-in', () => {
  const account = useResend();
  let resend: Resend;
  before(() => {
    resend = account.client();
  });

  describe('a send', () => {
    it('reads back as it was sent', async () => {
      const { data } = await resend.emails.send(mail);
      const { data: read } = await resend.emails.get(data?.id ?? '');
      assert.deepEqual(read, {
        object: 'email',
        id: data?.id,
        message_id: `<${data?.id}@resend.test>`,
        from: mail.from,
        to: [mail.to],
        created_at: '2026-11-02T10:00:00.000000+00:00',
        subject: mail.subject,
        bcc: null,
        cc: null,
        reply_to: null,
        last_event: 'delivered',
        scheduled_at: null,
        topic_id: null,
        html: mail.html,
        text: mail.text,
        tags: mail.tags,
      });
    });

    it('enters the ledger', async () => {
      const { data } = await resend.emails.send(mail, { idempotencyKey: 'run/2' });
      const [entry, ...others] = account.standIn.ledger();
      assert.deepEqual(others, []);
      assert.match(entry?.payloadHash ?? '', /^[0-9a-f]{64}$/);
      assert.deepEqual(entry, {
        at: '2026-11-02T10:00:00.000Z',
        id: data?.id,
        key: 're_test',
        idempotencyKey: 'run/2',
        payloadHash: entry?.payloadHash,
        to: [mail.to],
        subject: mail.subject,
        headers: mail.headers,
      });
    });

    const fates = {
      'bounced@resend.dev': 'bounced',
      'complained+a@resend.dev': 'complained',
      'suppressed@resend.dev': 'suppressed',
      'delivered+b@resend.dev': 'delivered',
      'Gone <GONE@inbox.test>': 'suppressed',
    };
    for (const [to, lastEvent] of Object.entries(fates)) {
      it(`to ${to} ends as ${lastEvent}`, async () => {
        await resend.emails.send({ ...mail, to });
        const { data } = await resend.emails.list();
        assert.equal(data?.data[0]?.last_event, lastEvent);
      });
    }

    const missing = { name: 'missing_required_field', statusCode: 422 };
    const invalid = { name: 'validation_error', statusCode: 422 };
    const refusals: [string, Record<string, unknown>, { name: string; statusCode: number }][] = [
      ['without a sender', { from: undefined }, missing],
      ['without a recipient', { to: [] }, missing],
      ['without a subject', { subject: '' }, missing],
      ['without a body', { html: undefined, text: undefined }, missing],
      ['from a bad address', { from: 'Ava' }, { name: 'invalid_from_address', statusCode: 422 }],
      ['to a bad address', { to: ['sarah@inbox.test', 'sarah@'] }, invalid],
      ['with a bad reply address', { replyTo: 'a@b' }, invalid],
      ['to 51 recipients', { to: Array(51).fill(mail.to) }, invalid],
      ['with a slash in a tag', { tags: [{ name: 'run', value: 'a/b' }] }, invalid],
      ['with a long tag', { tags: [{ name: 'run', value: 'a'.repeat(257) }] }, invalid],
      ['with a nameless tag', { tags: [{ value: 'a' }] }, invalid],
    ];
    for (const [what, changes, refusal] of refusals) {
      it(`${what} is refused`, async () => {
        assert.deepEqual(await account.send(changes), refusal);
        assert.deepEqual(account.standIn.ledger(), []);
      });
    }
  });

  describe('the list of mails', () => {
    it('comes newest first, a page at a time, in both directions', async () => {
      for (const subject of ['1', '2', '3', '4', '5']) await account.send({ subject });
      const list = async (options: Parameters<Resend['emails']['list']>[0]) => {
        const { data } = await resend.emails.list(options);
        const subjects = data?.data.map(({ subject }) => subject);
        return { subjects, more: data?.has_more, ids: data?.data.map(({ id }) => id) ?? [] };
      };
      const first = await list({ limit: 2 });
      assert.deepEqual([first.subjects, first.more], [['5', '4'], true]);
      const last = await list({ limit: 3, after: first.ids[1] ?? '' });
      assert.deepEqual([last.subjects, last.more], [['3', '2', '1'], false]);
      const back = await list({ limit: 2, before: last.ids[2] ?? '' });
      assert.deepEqual([back.subjects, back.more], [['3', '2'], true]);
    });

    it('refuses a limit above 100', async () => {
      const { error } = await resend.emails.list({ limit: 101 });
      assert.equal(error?.name, 'validation_error');
    });
  });

  describe('the account', () => {
    it('keeps a suppression list', async () => {
      await resend.suppressions.add({ email: 'Out@inbox.test' });
      const { data: one } = await resend.suppressions.get('out@inbox.test');
      assert.deepEqual([one?.email, one?.origin], ['out@inbox.test', 'manual']);
      await resend.suppressions.remove('gone@inbox.test');
      const { data: all } = await resend.suppressions.list({ origin: 'manual' });
      assert.deepEqual(
        all?.data.map(({ email }) => email),
        ['out@inbox.test'],
      );
    });

    it('lists its domains', async () => {
      const { data } = await resend.domains.list();
      assert.deepEqual(
        data?.data.map(({ name, status }) => ({ name, status })),
        [{ name: 'studio.test', status: 'verified' }],
      );
    });

    it('tells how much was sent today and this month, and when that starts anew', async () => {
      await account.send();
      account.clock.now = new Date('2026-11-03T10:00:00Z');
      await account.send();
      const { data } = await resend.usage.get();
      const { daily, monthly } = data?.emails ?? {};
      assert.deepEqual([daily?.used, daily?.resets_at], [1, '2026-11-04T00:00:00.000000+00:00']);
      assert.deepEqual(
        [monthly?.used, monthly?.resets_at],
        [2, '2026-12-01T00:00:00.000000+00:00'],
      );
    });
  });

  describe('access', () => {
    it('needs a key', async () => {
      const answer = await fetch(`${account.url()}/emails`, { method: 'POST', body: '{}' });
      assert.deepEqual(await answer.json(), {
        statusCode: 401,
        name: 'missing_api_key',
        message: 'Missing API Key',
      });
    });

    it('with a sending-only key ends at sending and usage', async () => {
      const sender = account.client('re_sending_only');
      assert.equal((await sender.emails.send(mail)).error, null);
      assert.equal((await sender.usage.get()).error, null);
      assert.deepEqual((await sender.emails.list()).error, {
        name: 'restricted_api_key',
        statusCode: 401,
        message: 'This API key is restricted to only send emails',
      });
    });

    it('to anything unknown answers 404', async () => {
      const { error } = await resend.get<unknown>('/nothing');
      assert.deepEqual([error?.name, error?.statusCode], ['not_found', 404]);
    });
  });
});
