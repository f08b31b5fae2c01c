import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';
import { webhookMisfits } from '../contract/webhook-fields.js';
import { eventually } from '../support/sandbox-process.js';
import { mail } from './resend-account.js';
import { startReceiver, webhookSecret } from './webhook-receiver.js';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

describe('Webhooks of the Resend stand-in', () => {
  const startedAt = Date.parse('2026-11-02T10:00:00Z');
  const clock = { ms: startedAt };
  const traffic = new Traffic({ allRequests: true });
  const standIn = createResendStandIn({
    file: ':memory:',
    observer: traffic.observer('resend'),
    requestsPerSecond: 1000,
    seed: { suppressions: [{ email: 'gone@inbox.test' }] },
    now: () => new Date(clock.ms),
  });
  let server: StandInServer;
  let receiver: Receiver;
  let resend: Resend;

  before(async () => {
    server = await standIn.listen(0);
    resend = new Resend('re_test', { baseUrl: server.url });
  });
  beforeEach(async () => {
    clock.ms = startedAt;
    receiver = await startReceiver();
    standIn.setWebhook({ url: receiver.url, secret: webhookSecret });
    await standIn.reset();
  });
  afterEach(() => receiver.close());
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server.close();
    standIn.close();
  });

  async function send(to = mail.to): Promise<string> {
    const { data } = await resend.emails.send({ ...mail, to });
    return data?.id ?? '';
  }

  async function events() {
    const { data: webhooks } = await resend.webhooks.list();
    const webhookId = webhooks?.data[0]?.id ?? '';
    const { data } = await resend.webhooks.events.list({ webhookId });
    return { webhookId, events: data?.data ?? [] };
  }

  const arrived = (count: number) =>
    eventually(`${count} webhooks arrive`, async () => receiver.received.length >= count);

  /** Waits until nothing is due any more. */
  const settled = () =>
    eventually('every event is handed over', async () =>
      (await events()).events.every(({ status }) => status !== 'pending'),
    );

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
      assert.deepEqual(receiver.types(), types);
      const { data } = await resend.suppressions.list();
      assert.equal(data?.data.length, 1);
    });
  }

  it('carry the mail, its tags as a map, and what this kind of event tells', async () => {
    const id = await send('bounced@resend.dev');
    await arrived(2);
    const { created_at, type, data } = receiver.received[1]?.event ?? {};
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
    for (const { body } of receiver.received) {
      assert.deepEqual(webhookMisfits(JSON.parse(body)), [], body);
    }
  });

  it('are tried again on the schedule, under the same id, until they are taken', async () => {
    receiver.answerWith(500);
    standIn.setFaults([{ kind: 'drop', route: 'WEBHOOK /email.sent' }]);
    await send();
    await arrived(1);
    const waits = ['5s', '5m', '30m', '2h', '5h', '10h', '10h'];
    const unit: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };
    for (const [index, wait] of waits.entries()) {
      const ms = Number.parseInt(wait, 10) * (unit[wait.at(-1) ?? ''] ?? 0);
      const { webhookId, events: all } = await events();
      const eventId = all.find(({ type }) => type === 'email.delivered')?.id ?? '';
      await eventually(`try ${index + 1} is noted`, async () => {
        const { data } = await resend.webhooks.events.get({ webhookId, eventId });
        return data?.next_attempt_at === new Date(clock.ms + ms).toISOString().replace('Z', '000+00:00');
      });
      clock.ms += ms - 1;
      assert.equal(receiver.received.length, index + 1);
      clock.ms += 1;
      await arrived(index + 2);
    }
    await settled();
    const { webhookId, events: all } = await events();
    const [event] = all;
    await eventually('it is given up', async () => (await events()).events[0]?.status === 'failed');
    const { data } = await resend.webhooks.events.attempts.list({
      webhookId,
      eventId: event?.id ?? '',
    });
    assert.deepEqual(
      data?.data.map(({ http_status_code, response }) => [http_status_code, response]),
      Array(8).fill([500, 'taken']),
    );
    assert.equal(new Set(receiver.received.map(({ id }) => id)).size, 1);
  });

  it('can be replayed after they were given up', async () => {
    standIn.setFaults([{ kind: 'drop' }]);
    await send();
    const { webhookId, events: all } = await events();
    assert.deepEqual(
      all.map(({ type, status }) => [type, status]),
      [
        ['email.delivered', 'failed'],
        ['email.sent', 'failed'],
      ],
    );
    await resend.webhooks.events.replay({ webhookId, eventId: all[0]?.id ?? '' });
    await arrived(1);
    assert.deepEqual(receiver.types(), ['email.delivered']);
    assert.equal(receiver.received[0]?.id, all[0]?.id);
  });

  const faults = {
    duplicate: ['email.sent', 'email.sent', 'email.delivered'],
    reorder: ['email.delivered', 'email.sent'],
    drop: ['email.delivered'],
  };
  for (const [kind, types] of Object.entries(faults)) {
    it(`under "${kind}" come as ${types.join(', ')}`, async () => {
      standIn.setFaults([{ kind, route: 'WEBHOOK /email.sent' }]);
      await send();
      await arrived(types.length);
      await settled();
      assert.deepEqual(receiver.types(), types);
      const ids = new Set(receiver.received.map(({ id }) => id));
      assert.equal(ids.size, new Set(types).size);
    });
  }

  it('under "late" come when their time has come', async () => {
    standIn.setFaults([{ kind: 'late', route: 'WEBHOOK /email.sent', delayMs: 3_600_000 }]);
    await send();
    await arrived(1);
    clock.ms += 3_600_000;
    await arrived(2);
    assert.deepEqual(receiver.types(), ['email.delivered', 'email.sent']);
  });

  it('leave faults of requests alone, and those leave webhooks alone', async () => {
    standIn.setFaults([{ kind: 'drop' }, { kind: 'refuse', route: 'POST /emails', skip: 1 }]);
    await send();
    assert.deepEqual(
      standIn.faults().map(({ seen, hits }) => [seen, hits]),
      [
        [2, 2],
        [1, 0],
      ],
    );
  });

  it('tell of what a person lets happen, and of the suppression that follows', async () => {
    const id = await send();
    await standIn.happen({ emailId: id, type: 'email.bounced', details: { type: 'Transient' } });
    await standIn.happen({ emailId: id, type: 'email.complained' });
    await arrived(5);
    assert.deepEqual(receiver.types(), [
      ...['email.sent', 'email.delivered', 'email.bounced', 'email.complained'],
      'suppression.added',
    ]);
    const { data: read } = await resend.emails.get(id);
    const { data: suppression } = await resend.suppressions.get(mail.to);
    assert.equal(read?.last_event, 'complained');
    assert.deepEqual([suppression?.origin, suppression?.source_id], ['complaint', id]);
  });

  it('tell of entries that a person adds to the suppression list and takes off', async () => {
    await resend.suppressions.add({ email: 'out@inbox.test' });
    await resend.suppressions.add({ email: 'out@inbox.test' });
    await resend.suppressions.remove('out@inbox.test');
    await arrived(2);
    await settled();
    assert.deepEqual(receiver.types(), ['suppression.added', 'suppression.removed']);
    for (const { event } of receiver.received) {
      assert.deepEqual(webhookMisfits(event), []);
    }
  });

  it('are made of a send once, however often its answer is repeated', async () => {
    const options = { idempotencyKey: 'run/2' };
    await resend.emails.send(mail, options);
    await resend.emails.send(mail, options);
    await arrived(2);
    await settled();
    assert.equal(receiver.received.length, 2);
  });

  it('signed under another secret are not taken', async () => {
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
    standIn.setWebhook({ url: receiver.url, secret: other });
    await send();
    await settled();
    assert.deepEqual(receiver.received, []);
    assert.deepEqual(
      (await events()).events.map(({ status }) => status),
      ['attempting', 'attempting'],
    );
  });

  it('survive a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
    const options = {
      file: join(folder, 'resend.db'),
      webhooks: { url: receiver.url, secret: webhookSecret },
      now: () => new Date(clock.ms),
    };
    const first = createResendStandIn(options);
    first.setFaults([{ kind: 'late', delayMs: 60_000 }]);
    const { url } = await first.listen(0);
    await new Resend('re_test', { baseUrl: url }).emails.send(mail);
    first.close();
    clock.ms += 60_000;
    const second = createResendStandIn(options);
    await arrived(2);
    assert.deepEqual(receiver.types(), ['email.sent', 'email.delivered']);
    second.close();
    await rm(folder, { recursive: true });
  });

  it('are none without an endpoint', async () => {
    standIn.setWebhook(undefined);
    await send();
    const { data } = await resend.webhooks.list();
    assert.deepEqual(data?.data, []);
    standIn.setWebhook({ url: receiver.url, secret: webhookSecret });
    assert.deepEqual((await events()).events, []);
  });

  describe('over HTTP', () => {
    async function control(path: string, body?: unknown) {
      const answer = await fetch(`${server.url}/_control${path}`, {
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as unknown };
    }

    it('get an endpoint, happen and are shown with their attempts', async () => {
      await control('/webhook', { url: null });
      const emailId = await send();
      await control('/webhook', { url: receiver.url, secret: webhookSecret });
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
