import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { loneApi } from '../support/lone-api.js';
import { temporalSwitchedOff, temporalThatDescribes } from '../support/switch-temporal.js';
import { cookieOf, logIn, openSession, postForm } from './operator.js';

/** The console's door. Nothing here needs Temporal. */
describe('logging in to the console', () => {
  it('is asked of strangers, who then get the page that they wanted', async () => {
    const app = loneApi();
    const asked = await app.request('/console/runs/assessment%2Fab12');
    assert.equal(asked.status, 303);
    const at = asked.headers.get('Location') ?? '';
    assert.equal(at, '/console/log-in?next=%2Fconsole%2Fruns%2Fassessment%252Fab12');
    const page = await (await app.request(at)).text();
    assert.match(page, /name="next" value="\/console\/runs\/assessment%2Fab12"/);
    const answer = await logIn(app, { next: '/console/runs/assessment%2Fab12' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('Location'), '/console/runs/assessment%2Fab12');
  });

  it('is no answer to what is neither a look nor a form', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await loneApi().request('/console/switch', { method });
      assert.deepEqual([answer.status, answer.headers.get('Allow')], [405, 'GET, HEAD, POST']);
    }
  });

  it('reads no form that is larger than its own, however often strangers post one', async () => {
    const answer = await logIn(loneApi(), { next: 'a'.repeat(33_000) });
    assert.equal(answer.status, 413);
    const page = await answer.text();
    assert.ok(page.length < 3_000, 'it repeats nothing');
  });

  it('leads nowhere but to the console', async () => {
    const elsewhere = ['//evil.example', 'https://evil.example', '/console/..//evil.example'];
    for (const next of [...elsewhere, '/console\\evil', '/consoles', '/runs/x', '']) {
      const answer = await logIn(loneApi(), { next });
      assert.equal(answer.headers.get('Location'), '/console', next);
    }
  });

  it('sets a cookie for 12 hours that no script and no other site gets', async () => {
    const cookie = (await logIn(loneApi())).headers.get('Set-Cookie') ?? '';
    const [, ...flags] = cookie.split('; ');
    assert.deepEqual(flags.toSorted(), ['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict']);
  });

  it('sets it for https alone where the page came by https, whatever a proxy speaks with us', async () => {
    const headers = { Origin: 'https://mail.example.org', Host: 'mail.example.org' };
    const answer = await logIn(loneApi(), {}, headers);
    assert.match(answer.headers.get('Set-Cookie') ?? '', /; Secure/);
  });

  const refused: [what: string, fields: object, headers: object, status: number, said: RegExp][] = [
    ['a wrong token', { token: 'admin-tokem' }, {}, 401, /admin token is wrong/],
    ['no token', { token: '' }, {}, 401, /admin token is wrong/],
    ['no name', { by: ' ' }, {}, 422, /by: is required/],
    ['a name of two lines', { by: 'A\nB' }, {}, 422, /by: must not contain/],
    ['a form of another site', {}, { Origin: 'https://evil.example' }, 403, /none of ours/],
    ['a form of nowhere', {}, { Origin: 'null' }, 403, /none of ours/],
    ['what a browser calls cross-site', {}, { 'Sec-Fetch-Site': 'cross-site' }, 403, /none of/],
    ['a neighbour of the same site', {}, { 'Sec-Fetch-Site': 'same-site' }, 403, /none of/],
  ];
  for (const [what, fields, headers, status, said] of refused) {
    it(`refuses ${what}`, async () => {
      const answer = await logIn(loneApi(), { ...fields }, { ...headers });
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('Set-Cookie'), null);
      assert.match(await answer.text(), new RegExp(`role="alert">[^<]*${said.source}`));
    });
  }

  it('refuses the sixth wrong token within a minute, and never the right one', async () => {
    const app = loneApi();
    await logIn(app, {}, { Origin: 'https://evil.example' }); // no try of ours
    for (let tries = 0; tries < 5; tries += 1) {
      assert.equal((await logIn(app, { token: 'guess' })).status, 401);
    }
    const answer = await logIn(app, { token: 'guess' });
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('Set-Cookie'), null);
    assert.match(answer.headers.get('Retry-After') ?? '', /^1[0-2]$/);
    assert.match(await answer.text(), /role="alert">Too many requests/);
    assert.equal((await logIn(app)).status, 303);
  });
});

describe('addresses that the console leads to', () => {
  it('are its own paths, whatever host and scheme a request says', async () => {
    const app = loneApi();
    const { Cookie, token: form_token } = await openSession(app);
    const base = 'http://evil.example';
    const leads = [
      await app.request(`${base}/console/switch/?a=b`, { headers: { Cookie } }),
      await app.request(`${base}/console/`, { headers: { Cookie } }),
      await app.request(`${base}/console//evil.example/`, { headers: { Cookie } }),
      await app.request(`${base}/console/switch`),
      await postForm(
        app,
        `${base}/console/log-in`,
        { by: 'Ann', token: 'admin-token' },
        {
          Origin: base,
        },
      ),
      await postForm(app, `${base}/console/log-out`, { form_token }, { Cookie, Origin: base }),
    ];
    for (const { status, headers } of leads) {
      assert.ok([301, 303].includes(status), String(status));
      assert.match(headers.get('Location') ?? '', /^\/(?!\/)/);
    }
    assert.equal(leads[0]?.headers.get('Location'), '/console/switch?a=b');
  });
});

describe('pages of the console', () => {
  it('load nothing but their own style sheet, and are neither framed nor kept', async () => {
    const app = loneApi();
    const { Cookie, page } = await openSession(app);
    const { headers } = await app.request('/console/switch', { headers: { Cookie } });
    assert.equal(
      headers.get('Content-Security-Policy'),
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    assert.equal(headers.get('Cache-Control'), 'no-store');
    assert.equal(headers.get('X-Content-Type-Options'), 'nosniff');
    assert.doesNotMatch(page, /<script|<style|style=|\son\w+=|src=/);
    const style = await app.request('/console/console.css');
    assert.equal(style.headers.get('Content-Type'), 'text/css');
    assert.doesNotMatch(await style.text(), /url\(|@import/);
  });

  it('show what people call themselves as text', async () => {
    const hostile = '"><img src=x onerror=alert(1)>&amp;';
    const { page } = await openSession(loneApi(), hostile);
    assert.ok(page.includes('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;'));
    assert.doesNotMatch(page, /<img/);
  });

  it('say everywhere that sending is off, and that times are for testing', async () => {
    const off = temporalSwitchedOff('2025-12-01T10:00:00.000Z');
    const app = loneApi({ client: off, isTesting: true });
    const Cookie = cookieOf(await logIn(app));
    const { status } = await app.request('/console/contacts/nobody', { headers: { Cookie } });
    const page = await (
      await app.request('/console/contacts/nobody', { headers: { Cookie } })
    ).text();
    assert.equal(status, 404);
    assert.match(page, /Sending is switched off\.<\/strong>\s+No email goes out anywhere since/);
    assert.match(page, /2025-12-01 10:00 UTC<\/time> <span class="faint">\(2 hours ago\)/);
    assert.match(page, /testing mode/);
  });

  it('let sending be switched on where nobody can tell what is late', async () => {
    const off = temporalSwitchedOff('2025-12-01T10:00:00.000Z'); // it lists no run
    const app = loneApi({ client: off });
    const Cookie = cookieOf(await logIn(app));
    const answer = await app.request('/console/switch', { headers: { Cookie } });
    assert.equal(answer.status, 200);
    const page = await answer.text();
    assert.match(page, /What is late cannot be told now: /);
    assert.match(page, /<button class="main">Switch sending on<\/button>/);
    assert.doesNotMatch(page, /With “catch up”/);
  });

  it('say on the first of them that nobody can tell whether all is well, where Temporal is away', async () => {
    const app = loneApi();
    const { Cookie } = await openSession(app);
    const page = await (await app.request('/console', { headers: { Cookie } })).text();
    assert.match(page, /Is it well\?<\/h2>\s*<p class="card bad">Temporal does not answer/);
    assert.doesNotMatch(page, /All is well/);
  });

  it('tell nothing of a fault of our own', async () => {
    const app = loneApi({
      client: temporalThatDescribes(async () => {
        throw new Error('a secret of ours');
      }),
    });
    const Cookie = cookieOf(await logIn(app));
    const answer = await app.request('/console/switch', { headers: { Cookie } });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /secret of ours/);
  });

  it('keep addresses out of their own addresses and out of the log', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const app = loneApi({ log: pino(stream) });
    const { Cookie, token: form_token } = await openSession(app);
    const email = 'sarah@salon.example';
    const found = await postForm(app, '/console/search', { email, form_token }, { Cookie });
    assert.match(found.headers.get('Location') ?? '', /^\/console\/contacts\/[0-9a-f]{32}$/);
    await app.request('/console/contacts/some-key', { headers: { Cookie } });
    const log = lines.join('');
    assert.doesNotMatch(log, /sarah|some-key|admin-token/);
    assert.match(log, /"route":"\/console\/contacts\/:key"/);
  });

  it('ask for a reason, and for an address that is one', async () => {
    const app = loneApi();
    const { Cookie, token: form_token } = await openSession(app);
    const post = (path: string, fields: object) =>
      postForm(app, path, { form_token, ...fields }, { Cookie });
    const thrown = await post('/console/switch', { sending: 'off', reason: ' ' });
    assert.equal(thrown.status, 422);
    assert.match(await thrown.text(), /role="alert">Nothing was changed: say why/);
    const searched = await post('/console/search', { email: 'sarah' });
    assert.equal(searched.status, 422);
    assert.match(await searched.text(), /This is no email address/);
  });
});
