import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { eventually } from '../support/sandbox-process.js';
import { mail } from './resend-account.js';
import { useWebhooks, webhookSecret } from './webhook-receiver.js';

describe('Webhooks that the Resend stand-in hands over', () => {
  const account = useWebhooks();
  const { standIn, clock, send, events, arrived, settled, seenTypes, received } = account;

  it('are tried again on the schedule, under the same id, until they are taken', async () => {
    account.receiver().answerWith(500);
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
        const { data } = await account.resend().webhooks.events.get({ webhookId, eventId });
        return (
          data?.next_attempt_at === new Date(clock.ms + ms).toISOString().replace('Z', '000+00:00')
        );
      });
      clock.ms += ms - 1;
      assert.equal(received().length, index + 1);
      clock.ms += 1;
      await arrived(index + 2);
    }
    await settled();
    const { webhookId, events: all } = await events();
    const [event] = all;
    await eventually('it is given up', async () => (await events()).events[0]?.status === 'failed');
    const { data } = await account.resend().webhooks.events.attempts.list({
      webhookId,
      eventId: event?.id ?? '',
    });
    assert.deepEqual(
      data?.data.map(({ http_status_code, response }) => [http_status_code, response]),
      Array.from({ length: 8 }, () => [500, 'taken']),
    );
    assert.equal(new Set(received().map(({ id }) => id)).size, 1);
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
    await account.resend().webhooks.events.replay({ webhookId, eventId: all[0]?.id ?? '' });
    await arrived(1);
    assert.deepEqual(seenTypes(), ['email.delivered']);
    assert.equal(received()[0]?.id, all[0]?.id);
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
      assert.deepEqual(seenTypes(), types);
      const ids = new Set(received().map(({ id }) => id));
      assert.equal(ids.size, new Set(types).size);
    });
  }

  it('under "late" come when their time has come', async () => {
    standIn.setFaults([{ kind: 'late', route: 'WEBHOOK /email.sent', delayMs: 3_600_000 }]);
    await send();
    await arrived(1);
    clock.ms += 3_600_000;
    await arrived(2);
    assert.deepEqual(seenTypes(), ['email.delivered', 'email.sent']);
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

  it('signed under another secret are not taken', async () => {
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
    standIn.setWebhook({ url: account.receiver().url, secret: other });
    await send();
    await settled();
    assert.deepEqual(received(), []);
    assert.deepEqual(
      (await events()).events.map(({ status }) => status),
      ['attempting', 'attempting'],
    );
  });

  it('survive a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
    const options = {
      file: join(folder, 'resend.db'),
      webhooks: { url: account.receiver().url, secret: webhookSecret },
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
    assert.deepEqual(seenTypes(), ['email.sent', 'email.delivered']);
    second.close();
    await rm(folder, { recursive: true });
  });
});
