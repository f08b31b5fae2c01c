import assert from 'node:assert/strict';
import { describeApi } from '../../../src/api/description/openapi.js';
import { makeUnsubscribeToken } from '../../../src/domain/mail/unsubscribe-token.js';
import { createRuns } from '../../../src/runs/runs.js';
import { logIn } from '../../console/operator.js';
import { bearer, from, json, type LoneParts, loneApi } from '../../support/lone-api.js';
import { calcomBooking, resendEvent, signedByCalcom } from '../../support/sender-posts.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const calcom = ['calcom-secret'];

/** The API with limits as in production, and a clock that stands still until it is told to go. */
function api(more: LoneParts = {}) {
  let nowMs = 0;
  const app = loneApi({
    client: stubTemporal().client,
    senderSecrets: { calcom, calendly: [] },
    isFromResend: ({ length }, { signature }) => length > 0 && signature === 'good',
    ...more,
    limits: { burst: 200, nowMs: () => nowMs, ...more.limits },
  });
  const post = async (path: string, body: string, headers: Record<string, string>, peer: string) =>
    app.request(path, { method: 'POST', headers: { ...json, ...headers }, body }, from(peer));
  return { app, post, go: (ms: number) => (nowMs += ms) };
}

const stranger = '198.51.100.66';
const operator = { Authorization: 'Bearer admin-token' };

/** Uses up what a peer may post before anybody knows who it is. */
async function flood(
  { post }: ReturnType<typeof api>,
  peer = stranger,
  count = 300,
): Promise<number> {
  let refused = 0;
  for (let at = 0; at < count; at += 1) {
    const { status } = await post('/webhooks/resend', '{}', {}, peer);
    assert.ok(status === 401 || status === 429, String(status));
    if (status === 429) refused += 1;
  }
  return refused;
}

describe('a flood of a thousand strangers a second', () => {
  /** For three seconds, with a known sender's post among them every 50 ms; how many of these are taken. */
  async function shareOf(
    peerOf: (at: number) => string,
    send: (own: ReturnType<typeof api>, at: number) => Promise<Response>,
  ): Promise<number> {
    const own = api();
    const statuses: number[] = [];
    for (let at = 0; at < 3_000; at += 1) {
      own.go(1);
      await own.post('/webhooks/resend', '{}', {}, peerOf(at));
      if (at % 50 === 0) statuses.push((await send(own, at)).status);
    }
    return statuses.filter((status) => status === 202).length / statuses.length;
  }
  const byCalcom = ({ post }: ReturnType<typeof api>, at: number) => {
    const { body, headers } = signedByCalcom('calcom-secret', calcomBooking(`b${at}`, 'a@b.org'));
    return post('/webhooks/calcom', body, headers, stranger);
  };
  const byKey = ({ post }: ReturnType<typeof api>) =>
    post('/webhooks/signup', '{"email":"a@b.org"}', bearer, stranger);

  for (const [what, send] of [
    ['a signed post', byCalcom],
    ['a post with a key', byKey],
  ] as const) {
    it(`leaves ${what} its share, from the very address that the flood comes from`, async () => {
      assert.ok((await shareOf(() => stranger, send)) >= 0.9);
    });

    it(`leaves ${what} its share, wherever the flood comes from`, async () => {
      assert.ok((await shareOf((at) => `198.51.${at % 100}.${at % 250}`, send)) >= 0.9);
    });
  }

  it('that claims to be signed is refused for being too many, all the same', async () => {
    const own = api();
    const headers = { 'X-Cal-Signature-256': 'f'.repeat(64) };
    const statuses = new Set<number>();
    for (let at = 0; at < 250; at += 1) {
      const answer = await own.post('/webhooks/calcom', '{}', headers, stranger);
      statuses.add(answer.status);
      if (answer.status === 429) {
        assert.ok(Number(answer.headers.get('Retry-After')) >= 1);
        assert.equal(answer.headers.get('WWW-Authenticate'), null);
      }
    }
    assert.deepEqual([...statuses], [401, 429]);
  });
});

describe('what a caller may ask', () => {
  it('is each sender’s own, and each key’s', async () => {
    const own = api({
      webhookKeys: { general: ['general-key', 'newer-key'], byEvent: {} },
      limits: { burst: 2, perSecond: 0.001 },
    });
    const ping = signedByCalcom('calcom-secret', { triggerEvent: 'PING', payload: {} });
    const opened = JSON.stringify(resendEvent('email.opened'));
    const signed = { 'svix-id': 'a', 'svix-timestamp': '1', 'svix-signature': 'good' };
    const senders: [what: string, ask: () => Promise<Response>][] = [
      ['Cal.com', async () => own.post('/webhooks/calcom', ping.body, ping.headers, stranger)],
      ['Resend', async () => own.post('/webhooks/resend', opened, signed, stranger)],
      ['one key', async () => own.post('/webhooks/signup', '{}', bearer, stranger)],
      [
        'another key',
        async () =>
          own.post('/webhooks/signup', '{}', { Authorization: 'Bearer newer-key' }, stranger),
      ],
      ['a stranger', async () => own.post('/webhooks/signup', '{}', {}, stranger)],
      ['another stranger', async () => own.post('/webhooks/signup', '{}', {}, '203.0.113.1')],
    ];
    for (const [what, ask] of senders) {
      const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);
      assert.ok(!statuses.slice(0, 2).includes(429), `${what}: ${statuses.join()}`);
      assert.equal(statuses[2], 429, what);
    }
  });

  it('comes back with time, and a refusal takes nothing of it', async () => {
    const own = api();
    assert.equal(await flood(own), 100);
    own.go(1_000);
    assert.equal(await flood(own, stranger, 100), 50);
  });

  it('is counted by the address that a trusted proxy tells, and not by the proxy', async () => {
    const own = api({ limits: { isTrustedProxy: (address) => address === '10.0.0.1' } });
    const through = (client: string) =>
      own.post('/webhooks/resend', '{}', { 'X-Forwarded-For': `6.6.6.6, ${client}` }, '10.0.0.1');
    let last = 0;
    for (let at = 0; at < 201; at += 1) last = (await through(stranger)).status;
    assert.equal(last, 429);
    assert.equal((await through('203.0.113.1')).status, 401);
  });
});

describe('every open post', () => {
  const described = Object.entries(describeApi('1.2.3').paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => ({ method, path: path.replaceAll(/\{\w+\}/g, 'any') })),
  );
  const ofConsole = ['/console/switch', '/console/log-in', '/console/log-out'].map((path) => ({
    method: 'post',
    path,
  }));
  for (const { method, path } of [...described, ...ofConsole]) {
    it(`is limited: ${method.toUpperCase()} ${path}`, async () => {
      const own = api({ limits: { burst: 3, perSecond: 0.001 } });
      await flood(own, stranger, 4);
      const ask = async (peer: string) =>
        (await own.app.request(path, { method, headers: json, body: '{}' }, from(peer))).status;
      assert.equal(await ask(stranger), 429);
      assert.notEqual(await ask('203.0.113.1'), 429);
    });
  }

  it('is limited, and so is what is long to read', async () => {
    const own = api({ limits: { burst: 3, perSecond: 0.001 } });
    await flood(own, stranger, 4);
    for (const path of ['/openapi.json', '/docs']) {
      assert.equal((await own.app.request(path, {}, from(stranger))).status, 429);
      assert.equal((await own.app.request(path, {}, from('203.0.113.1'))).status, 200);
    }
  });

  it('lets readers unsubscribe all the same, each of them', async () => {
    const runs = createRuns({ client: stubTemporal().client, now: () => new Date() });
    const own = api({ runs: { ...runs, stopPerson: async () => 'stop' } });
    await flood(own);
    for (const reader of ['one@salon.example', 'two@salon.example']) {
      const token = makeUnsubscribeToken('another secret of thirty-two characters', reader);
      const ask = () => own.post(`/unsubscribe/${token}`, '', {}, stranger);
      assert.equal((await ask()).status, 200);
      let last = 0;
      for (let at = 0; at < 200; at += 1) last = (await ask()).status;
      assert.equal(last, 429);
    }
  });
});

describe("an operators' door", () => {
  const guess = { Authorization: 'Bearer guess' };
  const doors: [what: string, ask: (own: ReturnType<typeof api>) => Promise<Response>][] = [
    ['GET /switch', async ({ app }) => app.request('/switch', { headers: guess }, from(stranger))],
    ['GET /ready', async ({ app }) => app.request('/ready', { headers: guess }, from(stranger))],
    ['POST /plan', async ({ post }) => post('/plan', '{}', guess, stranger)],
  ];
  for (const [what, ask] of doors) {
    it(`counts wrong tokens: ${what}`, async () => {
      const own = api();
      const statuses: number[] = [];
      for (let at = 0; at < 7; at += 1) statuses.push((await ask(own)).status);
      assert.deepEqual(statuses.slice(5), [429, 429]);
      assert.ok(!statuses.slice(0, 5).includes(429));
      own.go(12_000);
      assert.notEqual((await ask(own)).status, 429);
    });
  }

  it('counts those of all doors together', async () => {
    const own = api();
    for (let at = 0; at < 5; at += 1) await own.app.request('/switch', { headers: guess });
    assert.equal((await logIn(own.app, { token: 'guess' })).status, 429);
  });

  it('opens to the right token, however many wrong ones came from the same address', async () => {
    const own = api();
    for (let minute = 0; minute < 10; minute += 1) {
      for (let at = 0; at < 30; at += 1) {
        await logIn(own.app, { token: 'guess' });
        await own.app.request('/runs/x', { headers: guess });
        await own.post('/switch', '{}', {}, '');
      }
      assert.equal((await logIn(own.app)).status, 303);
      assert.equal((await own.app.request('/runs/x', { headers: operator })).status, 404);
      assert.equal((await own.post('/switch', '{}', operator, '')).status, 422);
      own.go(11_000);
    }
  });

  it('takes no token that is missing for a guess', async () => {
    const own = api();
    for (let at = 0; at < 20; at += 1) {
      assert.equal((await own.app.request('/switch')).status, 401);
    }
  });
});
