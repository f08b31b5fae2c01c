import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateEmailOptions, Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';

const mail = {
  from: 'Ava <ava@studio.test>',
  to: 'sarah@inbox.test',
  subject: 'Hello',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: { 'List-Unsubscribe': '<https://studio.test/u>' },
  tags: [{ name: 'sequence', value: '5day' }],
};

describe('Resend stand-in', () => {
  const seed = { domains: [{ name: 'studio.test' }], suppressions: [{ email: 'gone@inbox.test' }] };
  let now = new Date('2026-11-02T10:00:00Z');
  const standIn = createResendStandIn({
    file: ':memory:',
    seed,
    requestsPerSecond: 1000,
    now: async () => now,
  });
  let server: StandInServer;
  let resend: Resend;

  before(async () => {
    server = await standIn.listen(0);
    resend = new Resend('re_test', { baseUrl: server.url });
  });
  beforeEach(async () => {
    now = new Date('2026-11-02T10:00:00Z');
    await standIn.reset();
  });
  after(async () => {
    await server.close();
    standIn.close();
  });

  async function sent(changes: Record<string, unknown> = {}, idempotencyKey?: string) {
    const { data, error } = await resend.emails.send(
      { ...mail, ...changes } as CreateEmailOptions,
      idempotencyKey === undefined ? {} : { idempotencyKey },
    );
    return data ?? { name: error.name, statusCode: error.statusCode };
  }

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
      const [entry, ...others] = standIn.ledger();
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
        assert.deepEqual(await sent(changes), refusal);
        assert.deepEqual(standIn.ledger(), []);
      });
    }
  });

  describe('an idempotency key', () => {
    it('gives the first answer again for the same payload, whatever its key order', async () => {
      const first = await sent({}, 'run/2');
      const { headers, tags, ...rest } = mail;
      const { data } = await resend.emails.send(
        { tags, headers, ...rest },
        { idempotencyKey: 'run/2' },
      );
      assert.deepEqual(data, first);
      assert.equal(standIn.ledger().length, 1);
    });

    it('refuses another payload', async () => {
      await sent({}, 'run/2');
      assert.deepEqual(await sent({ subject: 'Other' }, 'run/2'), {
        name: 'invalid_idempotent_request',
        statusCode: 409,
      });
    });

    it('does not remember a send that was refused', async () => {
      await sent({ to: 'nobody' }, 'run/2');
      assert.ok('id' in (await sent({}, 'run/2')));
    });

    it('is refused while its first send is under way', async () => {
      standIn.setFaults([{ kind: 'hang', times: 1 }]);
      const leaving = new AbortController();
      const options = { idempotencyKey: 'run/2', signal: leaving.signal };
      const first = resend.emails.send(mail, options);
      while (standIn.log().length === 0) await new Promise(setImmediate);
      assert.deepEqual(await sent({}, 'run/2'), {
        name: 'concurrent_idempotent_requests',
        statusCode: 409,
      });
      leaving.abort();
      await first;
    });

    it('is forgotten after 24 hours', async () => {
      await sent({}, 'run/2');
      now = new Date('2026-11-03T09:59:59Z');
      await sent({}, 'run/2');
      assert.equal(standIn.ledger().length, 1);
      now = new Date('2026-11-03T10:00:00Z');
      await sent({}, 'run/2');
      assert.equal(standIn.ledger().length, 2);
    });

    it('longer than 256 characters is refused', async () => {
      assert.ok('id' in (await sent({}, 'k'.repeat(256))));
      assert.deepEqual(await sent({}, 'k'.repeat(257)), {
        name: 'invalid_idempotency_key',
        statusCode: 400,
      });
    });
  });

  describe('the list of mails', () => {
    it('comes newest first, a page at a time, in both directions', async () => {
      for (const subject of ['1', '2', '3', '4', '5']) await sent({ subject });
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
      await sent();
      now = new Date('2026-11-03T10:00:00Z');
      await sent();
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
      const answer = await fetch(`${server.url}/emails`, { method: 'POST', body: '{}' });
      assert.deepEqual(await answer.json(), {
        statusCode: 401,
        name: 'missing_api_key',
        message: 'Missing API Key',
      });
    });

    it('with a sending-only key ends at sending and usage', async () => {
      const sender = new Resend('re_sending_only', { baseUrl: server.url });
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

describe('Resend stand-in with its own rate limit', () => {
  it('refuses the sixth request of a second and tells how long to wait', async () => {
    let now = new Date('2026-11-02T10:00:00Z');
    const standIn = createResendStandIn({ file: ':memory:', now: () => now });
    const server = await standIn.listen(0);
    const resend = new Resend('re_test', { baseUrl: server.url });
    const ask = async (client = resend) => {
      const { error, headers } = await client.domains.list();
      return [error?.name ?? 'ok', headers?.['ratelimit-remaining'], headers?.['retry-after']];
    };
    const answers: unknown[] = [];
    for (let request = 1; request <= 6; request += 1) answers.push(await ask());
    const other = await ask(new Resend('re_other', { baseUrl: server.url }));
    now = new Date('2026-11-02T10:00:01Z');
    const later = await ask();
    await server.close();
    standIn.close();
    assert.deepEqual(answers, [
      ...['4', '3', '2', '1', '0'].map((remaining) => ['ok', remaining, undefined]),
      ['rate_limit_exceeded', '0', '1'],
    ]);
    assert.deepEqual(
      [other, later],
      [
        ['ok', '4', undefined],
        ['ok', '4', undefined],
      ],
    );
  });
});

describe('Resend stand-in in strict mode', () => {
  const standIn = createResendStandIn({
    file: ':memory:',
    isStrict: true,
    seed: { domains: [{ name: 'studio.test' }, { name: 'new.test', status: 'pending' }] },
  });
  let server: StandInServer;
  before(async () => {
    server = await standIn.listen(0);
  });
  after(async () => {
    await server.close();
    standIn.close();
  });

  const cases: [string, Partial<typeof mail>, number | undefined][] = [
    ['takes a verified sender', {}, undefined],
    ['refuses example.com', { to: 'Sarah <sarah@example.com>' }, 422],
    ['refuses a sender domain that is not verified', { from: 'ava@new.test' }, 403],
    ['refuses an unknown sender domain', { from: 'ava@other.test' }, 403],
  ];
  for (const [fact, changes, status] of cases) {
    it(fact, async () => {
      const resend = new Resend('re_test', { baseUrl: server.url });
      const { error } = await resend.emails.send({ ...mail, ...changes });
      assert.equal(error?.statusCode, status);
    });
  }
});

describe('Resend stand-in on disk', () => {
  it('has the same mails, keys and suppressions after a restart, and is not seeded twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resend-'));
    const options = {
      file: join(folder, 'state', 'resend.db'),
      seed: { domains: [{ name: 'studio.test' }] },
    };
    const ids: (string | undefined)[] = [];
    for (const _start of ['first', 'second']) {
      const standIn = createResendStandIn(options);
      const server = await standIn.listen(0);
      const resend = new Resend('re_test', { baseUrl: server.url });
      const { data } = await resend.emails.send(mail, { idempotencyKey: 'run/2' });
      const { data: domains } = await resend.domains.list();
      ids.push(data?.id);
      assert.equal(domains?.data.length, 1);
      assert.equal(standIn.ledger().length, 1);
      await server.close();
      standIn.close();
    }
    await rm(folder, { recursive: true });
    assert.equal(ids[0], ids[1]);
  });
});
