import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { serve } from '@hono/node-server';
import pino from 'pino';
import { VendorFault } from '../../../src/domain/errors.js';
import { assertDescribed } from '../../support/described.js';
import { bearer, json, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const exhausted = { burst: 0, perSecond: 0.001 };
const big = 'x'.repeat(65_537);

interface Faults {
  path?: string;
  method?: string;
  isLimited?: boolean;
  body?: string;
  headers?: Record<string, string>;
}

const request = (faults: Faults) => {
  const { path = '/webhooks/assessment', method = 'POST', isLimited = false } = faults;
  const app = loneApi(isLimited ? { limits: exhausted } : {});
  const body = method === 'POST' || method === 'PUT' ? { body: faults.body ?? '{}' } : {};
  return app.request(path, { method, headers: faults.headers ?? { ...json, ...bearer }, ...body });
};

describe('of several faults', () => {
  // Each row has the fault of its status and of every status after it.
  const order: [status: number, faults: Faults][] = [
    [404, { path: '/webhooks/none', method: 'PUT', isLimited: true, body: big, headers: {} }],
    [405, { method: 'PUT', isLimited: true, body: big, headers: {} }],
    [429, { isLimited: true, body: big, headers: {} }],
    [413, { body: big, headers: { 'Content-Type': 'text/plain' } }],
    [415, { body: 'no JSON', headers: { 'Content-Type': 'text/plain' } }],
    [401, { body: 'no JSON', headers: json }],
    [400, { body: 'no JSON' }],
    [422, { body: '{}' }],
  ];
  for (const [status, faults] of order) {
    it(`${status} comes before those after it`, async () => {
      const response = await request(faults);
      assert.equal(response.status, status);
      assertDescribed('Problem', await response.json());
    });
  }

  it('limits older addresses and their keys alike', async () => {
    const path = '/api/v1/executions/webhook/christmas/handlers/any-key';
    assert.equal((await request({ path, isLimited: true })).status, 429);
    assert.equal((await request({ path: '/webhook/signup', isLimited: true })).status, 429);
  });
});

describe('a body that is no JSON', () => {
  it('stays out of the log', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    const { status } = await loneApi({ log }).request('/webhooks/assessment', {
      method: 'POST',
      headers: { ...json, ...bearer },
      body: 'Sarah@Salon.example',
    });
    assert.equal(status, 400);
    assert.ok(lines.length > 0);
    assert.doesNotMatch(lines.join(), /salon|@/i);
  });
});

describe('a word that takes a stop back', () => {
  const resubscribe = async (more: Parameters<typeof loneApi>[0]) => {
    const { client, started } = stubTemporal();
    const response = await loneApi({ client, ...more }).request(
      '/contacts/her@salon.example/resubscribe',
      {
        method: 'POST',
        headers: { ...json, Authorization: 'Bearer admin-token' },
        body: JSON.stringify({ by: 'Ann' }),
      },
    );
    return { status: response.status, started: started().length };
  };
  const known = (emailStatus: string | null) => async () => ({
    fields: { emailStatus },
    url: 'https://notion.example/her',
  });

  it('is taken while Notion is away', async () => {
    const away = new VendorFault('Notion answered 503', { kind: 'retryable' });
    const findContact = () => Promise.reject(away);
    assert.deepEqual(await resubscribe({ findContact }), { status: 202, started: 1 });
  });

  const statuses: [string | null, status: number][] = [
    ['Unsubscribed', 202],
    [' bounced', 202],
    ['Do not mail', 202],
    ['subscribed ', 409],
    [null, 409],
  ];
  for (const [emailStatus, status] of statuses) {
    it(`is answered ${status} for who is ${JSON.stringify(emailStatus)}`, async () => {
      const answer = await resubscribe({ findContact: known(emailStatus) });
      assert.deepEqual(answer, { status, started: status === 202 ? 1 : 0 });
    });
  }

  it('is answered 404 for whom nobody knows', async () => {
    assert.equal((await resubscribe({ findContact: async () => undefined })).status, 404);
  });
});

describe('every answer', () => {
  const requests: [what: string, faults: Faults, status: number][] = [
    ['accepted or not', {}, 422],
    ['an unknown address', { path: '/nothing', method: 'GET' }, 404],
    ['a broken escape in the path', { path: '/%E0%A4%A', method: 'GET' }, 404],
    ['a broken escape in a key', { path: '/webhook/%', method: 'POST' }, 404],
    ['HEAD of a webhook', { method: 'HEAD' }, 405],
    ['OPTIONS of a webhook', { method: 'OPTIONS' }, 405],
    ['GET of a webhook', { method: 'GET' }, 405],
    ['DELETE of an older address', { path: '/webhook/signup', method: 'DELETE' }, 405],
    ['POST to /health', { path: '/health' }, 405],
    ['HEAD of /health', { path: '/health', method: 'HEAD' }, 200],
    ['a contact without the admin token', { path: '/contacts/a@b.org', method: 'GET' }, 401],
    ['a link that is none of ours', { path: '/unsubscribe/x', method: 'GET' }, 404],
    ['the description', { path: '/openapi.json', method: 'GET' }, 200],
  ];
  for (const [what, faults, status] of requests) {
    it(`has an id, and is a problem where it is one: ${what}`, async () => {
      const response = await request(faults);
      assert.equal(response.status, status);
      assert.match(response.headers.get('x-request-id') ?? '', /^[\w=-]{8,64}$/);
      const isProblem = response.headers.get('content-type') === 'application/problem+json';
      assert.equal(isProblem, status >= 400);
      if (status === 405) assert.match(response.headers.get('allow') ?? '', /POST|GET/);
    });
  }

  it('allows HEAD where it allows GET', async () => {
    const response = await request({ path: '/health' });
    assert.equal(response.headers.get('allow'), 'GET, HEAD');
  });

  it("keeps a caller's own id, unless it could harm a log", async () => {
    const idOf = async (id: string) =>
      (await request({ headers: { ...json, ...bearer, 'X-Request-Id': id } })).headers.get(
        'x-request-id',
      );
    assert.equal(await idOf('order-17'), 'order-17');
    assert.notEqual(await idOf('a b<script>'), 'a b<script>');
    assert.notEqual(await idOf('x'.repeat(65)), 'x'.repeat(65));
  });
});

describe('a body', () => {
  const types: [type: string, status: number][] = [
    ['application/json', 422],
    ['application/json; charset=utf-8', 422],
    ['Application/JSON ;charset=UTF-8', 422],
    ['text/json', 415],
    ['application/jsonp', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=application/json', 415],
    ['text/plain, application/json', 415],
  ];
  for (const [type, status] of types) {
    it(`of type "${type}" gets ${status}`, async () => {
      const response = await request({ headers: { ...bearer, 'Content-Type': type } });
      assert.equal(response.status, status);
    });
  }

  const bodies: [what: string, body: string | Uint8Array<ArrayBuffer>, status: number][] = [
    ['nothing', '', 400],
    ['spaces', '  ', 400],
    ['two documents', '{}{}', 400],
    ['a comment', '{/* */}', 400],
    ['single quotes', "{'email':'a@b.org'}", 400],
    ['NaN', '{"red_systems":NaN}', 400],
    ['bytes of Latin-1', Buffer.from('{"first_name":"Zo\u00eb"}', 'latin1'), 400],
    ['UTF-16', Buffer.from('{}', 'utf16le'), 400],
    ['60,000 open brackets', '['.repeat(60_000), 400],
    ['30,000 levels', '['.repeat(30_000) + ']'.repeat(30_000), 422],
    ['a byte order mark', '\ufeff{"email":"a@b.org"}', 202],
    ['a key given twice', '{"email":"x","email":"a@b.org"}', 202],
    ['an inherited name', '{"email":"a@b.org","__proto__":{"first_name":5}}', 202],
    ['65,536 bytes', `{"email":"a@b.org"${' '.repeat(65_536 - 19)}}`, 202],
  ];
  for (const [what, body, status] of bodies) {
    it(`of ${what} gets ${status}`, async () => {
      const init = { method: 'POST', headers: { ...json, ...bearer }, body };
      const app = loneApi({ client: stubTemporal().client });
      assert.equal((await app.request('/webhooks/signup', init)).status, status);
    });
  }
});

describe('GET /runs/{id}', () => {
  it('knows no run of an id that is longer than ids can be', async () => {
    const response = await loneApi().request(`/runs/${'x'.repeat(1_001)}`, {
      headers: { Authorization: 'Bearer admin-token' },
    });
    assert.equal(response.status, 404);
  });

  const unheardOf = [
    ['more bytes than Temporal looks for', `assessment/${'é'.repeat(501)}`],
    ['a NUL, which no database takes', 'assessment/\u0000'],
  ];
  for (const [what = '', id = ''] of unheardOf) {
    it(`knows, and controls, no run of an id of ${what}`, async () => {
      const headers = { Authorization: 'Bearer admin-token', ...json };
      const init = { method: 'POST', headers, body: JSON.stringify({ by: 'Ava' }) };
      const path = `/runs/${encodeURIComponent(id)}`;
      const app = loneApi();
      assert.equal((await app.request(path, { headers })).status, 404);
      assert.equal((await app.request(`${path}/pause`, init)).status, 404);
    });
  }
});

describe('on a real socket', () => {
  const head =
    'POST /webhooks/assessment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const key = 'Authorization: Bearer general-key\r\n';
  const raw: [what: string, bytes: string, status: number][] = [
    ['a chunked body over 64 KiB', `${head}Transfer-Encoding: chunked\r\n\r\n10001\r\n${big}`, 413],
    ['a length over 64 KiB, before the body', `${head}Content-Length: 65537\r\n\r\n{`, 413],
    ['a chunked body', `${head}${key}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, 422],
    ['no key', `${head}Content-Length: 2\r\n\r\n{}`, 401],
  ];
  for (const [what, bytes, status] of raw) {
    it(`answers ${status} to ${what}`, async () => {
      const server = serve({ fetch: loneApi().fetch, port: 0, hostname: '127.0.0.1' });
      await once(server, 'listening');
      const address = server.address();
      assert.ok(address && typeof address === 'object');
      const socket = connect(address.port, '127.0.0.1');
      try {
        socket.write(bytes);
        const [answer] = (await once(socket, 'data')) as [Buffer];
        assert.match(answer.toString(), new RegExp(`^HTTP/1.1 ${status} `));
        assert.match(answer.toString(), /x-request-id: .+/i);
        assert.match(answer.toString(), /content-type: application\/problem\+json/i);
      } finally {
        socket.destroy();
        server.close();
      }
    });
  }
});
