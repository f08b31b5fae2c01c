import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createCodec } from '../../../src/codec/codec.js';
import { readEncryptionKeys } from '../../../src/codec/encryption-keys.js';
import { openSession } from '../../console/operator.js';
import { json, loneApi } from '../../support/lone-api.js';

const { keys } = readEncryptionKeys(`2026:${randomBytes(32).toString('base64')}`);
const ui = 'http://127.0.0.1:8233';
const admin = { Authorization: 'Bearer admin-token' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const clear = { metadata: { encoding: base64('json/plain') }, data: base64('"Sarah"') };

describe('POST /codec/encode and /codec/decode', () => {
  const open = (more: Parameters<typeof loneApi>[0] = {}) =>
    loneApi({ codec: createCodec(keys), uiOrigins: [ui, 'http://localhost:8233'], ...more });
  const app = open();
  const ask = (way: string, payloads: unknown, headers: Record<string, string> = admin, at = app) =>
    at.request(`/codec/${way}`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: typeof payloads === 'string' ? payloads : JSON.stringify({ payloads }),
    });
  const payloadsOf = async (response: Response) => {
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as { payloads: (typeof clear)[] }).payloads;
  };

  it('seal and open what Temporal Web UI posts, whatever else that says', async () => {
    const [sealed] = await payloadsOf(
      await ask('encode', [clear], { ...admin, 'X-Namespace': 'default' }),
    );
    assert.equal(sealed?.metadata.encoding, base64('binary/encrypted'));
    const again = JSON.stringify({ payloads: [sealed, clear], other: 1 });
    assert.deepEqual(await payloadsOf(await ask('decode?namespace=default', again)), [
      clear,
      clear,
    ]);
    assert.deepEqual(await payloadsOf(await ask('decode', [])), []);
  });

  it('name the payload and the key where one is missing', async () => {
    const [sealed] = await payloadsOf(await ask('encode', [clear]));
    const answer = await ask('decode', [clear, sealed], admin, open({ codec: createCodec([]) }));
    assert.equal(answer.status, 422);
    const { errors } = (await answer.json()) as { errors: unknown };
    const message = 'it is sealed with the key "2026", which ENCRYPTION_KEY does not hold';
    assert.deepEqual(errors, [{ path: 'payloads.1', message }]);
  });

  for (const [what, body, status] of [
    ['no JSON', '{', 400],
    ['no payloads', '{}', 422],
    ['data that is no base64', '{"payloads":[{"data":"*"}]}', 422],
    ['data that is cut short', '{"payloads":[{"data":"YWJjA"}]}', 422],
    ['data whose end is filled up too little', '{"payloads":[{"data":"YQ="}]}', 422],
    ['more than 10,000 payloads', `{"payloads":[${'{},'.repeat(10_000)}{}]}`, 422],
    ['a body over 8 MiB', ' '.repeat(8 * 1_024 * 1_024 + 1), 413],
  ] as const) {
    it(`refuse ${what}`, async () => assert.equal((await ask('decode', body)).status, status));
  }

  it('take null for nothing, and base64 of either alphabet, filled up or not', async () => {
    const nothing = await payloadsOf(await ask('decode', [{ metadata: null, data: null }]));
    assert.deepEqual(nothing, [{ metadata: {} }]);
    for (const data of ['-_8', '-_8=', '+/8', '+/8=']) {
      assert.deepEqual(await payloadsOf(await ask('decode', [{ data }])), [
        { metadata: {}, data: '+/8=' },
      ]);
    }
  });

  it('say what was expected of metadata', async () => {
    const answer = await ask('decode', [{ metadata: 'json/plain' }]);
    const { errors } = (await answer.json()) as { errors: unknown };
    assert.deepEqual(errors, [{ path: 'payloads.0.metadata', message: 'expected an object' }]);
  });

  it('take five wrong tokens of one peer, as every door of operators does', async () => {
    const guessed = open();
    const statuses = [];
    for (let count = 0; count < 7; count += 1) {
      const { status } = await ask('decode', [], { Authorization: 'Bearer wrong' }, guessed);
      statuses.push(status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
  });

  it('let in a session, whatever token its page sends besides', async () => {
    const { Cookie } = await openSession(app);
    const headers = { Cookie, Origin: ui, Authorization: 'Bearer of-the-page' };
    for (let count = 0; count < 7; count += 1) {
      assert.equal((await ask('decode', [clear], headers)).status, 200);
    }
  });

  it('take no more from strangers than any route does', async () => {
    const large = JSON.stringify({ payloads: [], more: ' '.repeat(64 * 1_024) });
    assert.equal((await ask('decode', large, {})).status, 413);
    assert.equal((await ask('decode', large)).status, 200);
  });

  it('give no more than 32 MiB, however small it was packed', async () => {
    const data = Buffer.alloc(5 * 1_024 * 1_024).toString('base64');
    const [bomb] = await payloadsOf(await ask('encode', [{ data }]));
    assert.equal((await ask('decode', Array(6).fill(bomb))).status, 200);
    assert.equal((await ask('decode', Array(7).fill(bomb))).status, 413);
  });

  it("open to a session of the console, from Temporal Web UI's pages alone", async () => {
    const { Cookie } = await openSession(app);
    const statusFor = async (headers: Record<string, string>) =>
      (await ask('decode', [clear], headers)).status;
    assert.equal(await statusFor({ Cookie, Origin: ui }), 200);
    assert.equal(await statusFor({ Cookie, Origin: 'http://localhost:8233' }), 200);
    assert.equal(await statusFor({ Cookie, Origin: 'http://127.0.0.1:9999' }), 401);
    assert.equal(await statusFor({ Cookie }), 401);
    assert.equal(await statusFor({ Origin: ui }), 401);
    assert.equal(await statusFor({ Cookie: `${Cookie.slice(0, -2)}xx`, Origin: ui }), 401);
  });

  const corsOf = ({ headers }: Response) =>
    [...headers]
      .filter(([name]) => name.startsWith('access-control-'))
      .toSorted(([one], [other]) => one.localeCompare(other));
  const asking = (Origin: string) =>
    app.request('/codec/decode', {
      method: 'OPTIONS',
      headers: { Origin, 'Access-Control-Request-Method': 'POST' },
    });

  it("answer a browser's question for exactly its pages", async () => {
    const allowed = await asking(ui);
    assert.equal(allowed.status, 204);
    assert.deepEqual(corsOf(allowed), [
      ['access-control-allow-credentials', 'true'],
      ['access-control-allow-headers', 'Authorization,Content-Type,X-Namespace'],
      ['access-control-allow-methods', 'POST'],
      ['access-control-allow-origin', ui],
      ['access-control-max-age', '600'],
    ]);
    const others = [
      'http://127.0.0.1:82330',
      'https://127.0.0.1:8233',
      `${ui}.evil.example`,
      'null',
      '',
    ];
    for (const origin of others) {
      const refused = await asking(origin);
      assert.deepEqual([refused.status, corsOf(refused)], [405, []], origin);
      assert.deepEqual(corsOf(await ask('decode', [clear], { ...admin, Origin: origin })), []);
    }
  });

  it('let the page read an answer, also a refusal', async () => {
    for (const headers of [admin, {}]) {
      const answer = await ask('decode', [clear], { ...headers, Origin: ui });
      assert.deepEqual(corsOf(answer), [
        ['access-control-allow-credentials', 'true'],
        ['access-control-allow-origin', ui],
      ]);
      assert.match(answer.headers.get('Vary') ?? '', /Origin/);
    }
  });
});
