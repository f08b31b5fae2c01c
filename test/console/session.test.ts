import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Hono } from 'hono';
import { withFakeClock } from '../support/fake-clock.js';
import { loneApi } from '../support/lone-api.js';
import { temporalThatStarts } from '../support/switch-temporal.js';
import { cookieOf, logIn, openSession, postForm } from './operator.js';

describe('a session of the console', () => {
  it('ends after 12 hours, at log-out, and with the admin token', async () => {
    let now = new Date('2025-12-01T12:00:00Z');
    const app = loneApi({ now: () => now });
    const { Cookie, token } = await openSession(app);
    const look = (at = app) => at.request('/console/switch', { headers: { Cookie } });
    now = new Date('2025-12-01T23:59:59Z');
    assert.equal((await look()).status, 200);
    assert.equal((await look(loneApi({ adminToken: 'another-token' }))).status, 303);
    const left = await postForm(app, '/console/log-out', { form_token: token }, { Cookie });
    assert.match(left.headers.get('Set-Cookie') ?? '', /^evergreen_session=; Max-Age=0/);
    now = new Date('2025-12-02T00:00:00Z');
    assert.equal((await look()).status, 303);
  });

  it('ends on the server: a cookie that was kept opens nothing, in this process or another', async () => {
    const { client } = temporalThatStarts();
    const [app, other] = [loneApi({ client }), loneApi({ client })];
    const { Cookie, token } = await openSession(app);
    const second = await openSession(app);
    const look = (at: Hono, cookie: string) =>
      at.request('/console/switch', { headers: { Cookie: cookie } });
    assert.equal((await look(other, Cookie)).status, 200, 'both know it');
    const left = await postForm(app, '/console/log-out', { form_token: token }, { Cookie });
    assert.equal(left.headers.get('Location'), '/console/log-in');
    for (const at of [app, other]) {
      assert.equal((await look(at, Cookie)).status, 303);
      const posted = await postForm(at, '/console/search', { form_token: token }, { Cookie });
      assert.equal(posted.status, 401);
      assert.equal((await look(at, second.Cookie)).status, 200, 'others go on');
    }
  });

  it('ends here also where Temporal cannot be told', async () => {
    const app = loneApi(); // it takes no starts
    const { Cookie, token } = await openSession(app);
    const left = await postForm(app, '/console/log-out', { form_token: token }, { Cookie });
    assert.equal(left.status, 303);
    const answer = await app.request('/console/switch', { headers: { Cookie } });
    assert.equal(answer.status, 303);
  });

  it('ends everywhere as soon as Temporal can be told', async () => {
    const temporal = temporalThatStarts();
    const [app, other] = [loneApi(temporal), loneApi(temporal)];
    const { Cookie, token } = await openSession(app);
    const look = async (at: Hono) =>
      (await at.request('/console/switch', { headers: { Cookie } })).status;
    temporal.isAway = true;
    await withFakeClock(async (clock) => {
      await postForm(app, '/console/log-out', { form_token: token }, { Cookie });
      clock.next();
      await setImmediate();
      assert.deepEqual([await look(app), await look(other)], [303, 200], 'it was not told yet');
      temporal.isAway = false;
      for (let tries = 0; tries < 10 && temporal.started.size === 0; tries += 1) {
        clock.next();
        await setImmediate();
      }
    });
    assert.equal(await look(other), 303);
  });

  it('is not believed when a character of its cookie is another', async () => {
    const app = loneApi();
    const cookie = decodeURIComponent(cookieOf(await logIn(app)));
    const forged = cookie.replace('Ann', 'Eve');
    assert.notEqual(forged, cookie);
    for (const [value, status] of [
      [cookie, 200],
      [forged, 303],
      [cookie.slice(0, -3), 303],
    ] as const) {
      const [name, content = ''] = value.split(/=(.*)/s);
      const Cookie = `${name}=${encodeURIComponent(content)}`;
      const answer = await app.request('/console/switch', { headers: { Cookie } });
      assert.equal(answer.status, status);
    }
  });

  it('is needed for every post, together with its own form on our own page', async () => {
    const app = loneApi();
    const { Cookie, token: form_token } = await openSession(app);
    const other = (await openSession(app, 'Bob')).token;
    const ask = (fields: Record<string, string>, headers: Record<string, string>) =>
      postForm(app, '/console/search', { email: 'a@b.org', ...fields }, headers);
    const table: [what: string, Response, status: number][] = [
      ['all of it', await ask({ form_token }, { Cookie }), 303],
      ['no session', await ask({ form_token }, {}), 401],
      ['no form', await ask({}, { Cookie }), 403],
      ['the form of another session', await ask({ form_token: other }, { Cookie }), 403],
      ['another origin', await ask({ form_token }, { Cookie, Origin: 'https://evil.org' }), 403],
      ['another port', await ask({ form_token }, { Cookie, Origin: 'http://localhost:81' }), 403],
      ['no origin', await ask({ form_token }, { Cookie, Origin: '' }), 403],
      ['text', await ask({ form_token }, { Cookie, 'Content-Type': 'text/plain' }), 403],
    ];
    for (const [what, { status }, expected] of table) assert.equal(status, expected, what);
  });

  it('is for the console alone: its cookie opens no route of the API', async () => {
    const app = loneApi();
    const { Cookie } = await openSession(app);
    assert.equal((await app.request('/switch', { headers: { Cookie } })).status, 401);
  });
});
