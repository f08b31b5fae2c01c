import assert from 'node:assert/strict';
import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { mail } from './resend-account.js';

describe('Control interface of a stand-in', () => {
  const standIn = createResendStandIn({
    file: ':memory:',
    seed: { domains: [{ name: 'studio.test' }] },
    now: () => new Date('2026-11-02T10:00:00Z'),
  });
  let server: StandInServer;
  let resend: Resend;

  before(async () => {
    server = await standIn.listen(0);
    resend = new Resend('re_test', { baseUrl: server.url });
  });
  after(async () => {
    await server.close();
    standIn.close();
  });

  async function control(path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${server.url}/_control${path}`, {
      headers,
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  }

  it('shows the plan with what has come of it', async () => {
    await control('/faults', { faults: [{ kind: 'status', skip: 1 }] });
    await resend.emails.send(mail);
    await resend.emails.send(mail);
    const { body } = await control('/faults');
    assert.deepEqual(body, { faults: [{ kind: 'status', skip: 1, seen: 2, hits: 1 }] });
    await control('/faults', { faults: [] });
    assert.deepEqual((await control('/faults')).body, { faults: [] });
  });

  const mistakes: [string, unknown, RegExp][] = [
    ['kind', { kind: 'explode' }, /^faults\[0\]\.kind: "explode" is not one of status, before, .+/],
    [
      'field',
      { kind: 'hang', status: 500 },
      /^faults\[0\]\.status: unknown here, expected route, /,
    ],
    [
      'value',
      { kind: 'after', then: 'later' },
      /^faults\[0\]\.then: "later" is not one of reset, /,
    ],
    [
      'route',
      { kind: 'hang', route: '/emails' },
      /^faults\[0\]\.route: .+ such as "POST \/emails"/,
    ],
    [
      'probability',
      { kind: 'hang', probability: 2 },
      /^faults\[0\]\.probability: 2 is not a number/,
    ],
  ];
  for (const [what, fault, message] of mistakes) {
    it(`refuses a plan with an unknown ${what} and keeps the old one`, async () => {
      await control('/faults', { faults: [{ kind: 'hang' }] });
      const { status, body } = await control('/faults', { faults: [fault] });
      assert.equal(status, 422);
      assert.match((body as { error: string }).error, message);
      assert.equal(standIn.faults()[0]?.kind, 'hang');
    });
  }

  it('sets the clock by an offset and to a time', async () => {
    await control('/reset', {});
    await control('/clock', { offsetMs: 3_600_000 });
    await resend.emails.send(mail);
    await control('/clock', { now: '2027-01-01T00:00:00Z' });
    await resend.emails.send(mail);
    assert.deepEqual(
      standIn.ledger().map(({ at }) => at),
      ['2026-11-02T11:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    );
    assert.equal((await control('/clock', { now: 'tomorrow' })).status, 422);
  });

  it('logs every request', async () => {
    await control('/reset', {});
    await resend.emails.send(mail, { idempotencyKey: 'run/2' });
    await resend.emails.list();
    const { body } = await control('/log');
    const [first, second] = body as Record<string, unknown>[];
    assert.match(String(first?.bodyHash), /^[0-9a-f]{64}$/);
    assert.deepEqual(first, {
      at: '2026-11-02T10:00:00.000Z',
      method: 'POST',
      path: '/emails',
      key: 're_test',
      idempotencyKey: 'run/2',
      bodyHash: first?.bodyHash,
      status: 200,
    });
    assert.deepEqual([second?.method, second?.path], ['GET', '/emails']);
  });

  it('adds to the state', async () => {
    await control('/reset', {});
    await control('/seed', { domains: [{ name: 'more.test' }] });
    const { data } = await resend.domains.list();
    assert.deepEqual(
      data?.data.map(({ name }) => name),
      ['more.test', 'studio.test'],
    );
  });

  it('resets to the seed: mails, plan, clock, log', async () => {
    await resend.emails.send(mail);
    await control('/clock', { offsetMs: 1 });
    await control('/faults', { faults: [{ kind: 'hang' }] });
    await control('/reset', {});
    const { data } = await resend.domains.list();
    assert.deepEqual(
      data?.data.map(({ name }) => name),
      ['studio.test'],
    );
    assert.deepEqual((await control('/ledger')).body, []);
    assert.deepEqual(standIn.faults(), []);
    assert.deepEqual(
      standIn.log().map(({ at }) => at),
      ['2026-11-02T10:00:00.000Z'],
    );
  });

  it('answers to this machine alone', async () => {
    const foreign = await control('/reset', {}, { origin: 'https://elsewhere.test' });
    assert.equal(foreign.status, 403);
  });

  it('shows no key that is somebody’s own, and no signing secret', async () => {
    const secret = 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0';
    const hiding = createResendStandIn({
      file: ':memory:',
      hiddenKeys: ['re_real'],
      webhooks: { url: 'http://127.0.0.1:9/', secret, isHidden: true },
    });
    const { url, close } = await hiding.listen(0);
    const ask = async (path: string) =>
      (await fetch(url + path, { headers: { authorization: 'Bearer re_real' } })).text();
    const { data } = JSON.parse(await ask('/webhooks')) as { data: { id: string }[] };
    const said = [await ask(`/webhooks/${data[0]?.id}`), await ask('/_control/log')].join();
    assert.match(said, /whsec_hidden/);
    assert.match(said, /a-key-that-was-set/);
    assert.ok(!said.includes('re_real') && !said.includes(secret));
    await close();
    hiding.close();
  });

  it('knows no other routes', async () => {
    assert.equal((await control('/nothing')).status, 404);
  });

  it('rejects a port that is taken with the code of the system', async () => {
    const other = createResendStandIn({ file: ':memory:' });
    await assert.rejects(other.listen(server.port), { code: 'EADDRINUSE' });
    other.close();
  });
});
