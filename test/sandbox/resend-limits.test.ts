import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { mail } from './resend-account.js';

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
