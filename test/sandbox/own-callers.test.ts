import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { Hono } from 'hono';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { ownCallersOnly } from '../../src/sandbox/own-callers.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { listen, type StandInServer } from '../../src/sandbox/standin/listen.js';

/** What a program asks, or a browser for a page: `fetch` lets nobody choose these headers. */
async function ask(url: string, headers: Record<string, string>, method = 'GET') {
  const asked = request(url, { method, headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const body = (await answer.toArray()).join('');
  return { status: answer.statusCode, body };
}

const link = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };

describe('ownCallersOnly', () => {
  let server: StandInServer;
  let asked = 0;

  before(async () => {
    const app = new Hono().all('*', (c) => c.text(`answer ${(asked += 1)}`));
    server = await listen(ownCallersOnly(app), 0);
  });
  after(() => server.close());

  const callers = (): [who: string, headers: Record<string, string>, status: number][] => {
    const own = `http://127.0.0.1:${server.port}`;
    return [
      ['a program', {}, 200],
      ['its own name', { Host: `localhost:${server.port}` }, 200],
      ['its own page', { Origin: own, 'Sec-Fetch-Site': 'same-origin' }, 200],
      ['its page by its other name', { Origin: `http://localhost:${server.port}` }, 200],
      ['its page without a referrer', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, 200],
      ['a person at the keyboard', { 'Sec-Fetch-Site': 'none', ...link }, 200],
      ['a link of another site', { 'Sec-Fetch-Site': 'cross-site', ...link }, 200],
      ['another name that leads here', { Host: 'evil.example' }, 421],
      ['a name that only begins like ours', { Host: 'localhost.evil.example' }, 421],
      ['another site', { Origin: 'https://evil.example' }, 403],
      [
        'another site by its own name',
        { Host: 'evil.example', Origin: 'http://evil.example' },
        421,
      ],
      ['a page of nowhere', { Origin: 'null' }, 403],
      ['another program’s page', { Origin: 'http://127.0.0.1:3000' }, 403],
      ['what a browser calls cross-site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
      ['a neighbour', { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Dest': 'image' }, 403],
    ];
  };

  it('lets pages of another address ask under one path alone, where they are named', async () => {
    const origin = 'http://127.0.0.1:8233';
    const app = new Hono().all('*', (c) => c.text('answer'));
    const guests = { path: '/codec/', origins: [origin] };
    const open = await listen(ownCallersOnly(app, undefined, guests), 0);
    const from = (Origin: string) => ({ Origin, 'Sec-Fetch-Site': 'same-site' });
    const statusOf = async (path: string, headers: Record<string, string>, method = 'POST') =>
      (await ask(new URL(path, open.url).href, headers, method)).status;
    try {
      assert.equal(await statusOf('/codec/decode', from(origin)), 200);
      assert.equal(await statusOf('/codec/decode', from(origin), 'OPTIONS'), 200);
      assert.equal(await statusOf('/runs', from(origin)), 403);
      assert.equal(await statusOf('/codecs', from(origin)), 403);
      assert.equal(await statusOf('/codec/../runs', from(origin)), 403);
      assert.equal(await statusOf('/codec/decode', from('http://127.0.0.1:8234')), 403);
      const renamed = { ...from(origin), Host: 'evil.example' };
      assert.equal(await statusOf('/codec/decode', renamed), 421);
    } finally {
      await open.close();
    }
  });

  it('answers its own machine and its own pages, and nobody else a word', async () => {
    for (const [who, headers, status] of callers()) {
      const before = asked;
      const answer = await ask(server.url, headers);
      assert.equal(answer.status, status, who);
      assert.equal(asked - before, status === 200 ? 1 : 0, who);
      assert.equal(/answer \d/.test(answer.body), status === 200, who);
    }
  });

  it('refuses what another site posts, and a form that a link cannot be', async () => {
    const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site', ...link };
    assert.equal((await ask(server.url, headers, 'POST')).status, 403);
  });

  it('guards both stand-ins, whose logs then know nothing of it', async () => {
    for (const standIn of [
      createResendStandIn({ file: ':memory:' }),
      createNotionStandIn({ file: ':memory:' }),
    ]) {
      const { url, close } = await standIn.listen(0);
      for (const path of ['/emails', '/v1/users/me', '/_control/log']) {
        const authorization = 'Bearer re_any';
        const foreign = await ask(url + path, { Host: 'evil.example', authorization });
        assert.equal(foreign.status, 421);
        const crossed = await ask(url + path, { Origin: 'https://evil.example', authorization });
        assert.equal(crossed.status, 403);
      }
      assert.deepEqual(standIn.log(), []);
      await close();
      standIn.close();
    }
  });
});

describe('a server on all addresses of its machine', () => {
  it('is reached at each of them, and by no other name', async () => {
    const app = ownCallersOnly(
      new Hono().all('*', (c) => c.text('answer')),
      '0.0.0.0',
    );
    const { url, port, close } = await listen(app, 0, { host: '0.0.0.0' });
    assert.equal(url, `http://127.0.0.1:${port}`);
    const addresses = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ family }) => family === 'IPv4');
    for (const { address } of addresses) {
      assert.equal((await ask(`http://${address}:${port}`, {})).status, 200, address);
    }
    assert.equal((await ask(url, { Host: '192.0.2.1' })).status, 421);
    await close();
  });
});
