import assert from 'node:assert/strict';
import { Hono } from 'hono';
import { type CallerLimits, Callers } from '../../../src/api/http/callers.js';
import { answerProblem, Problem, toProblem } from '../../../src/api/http/problem.js';
import { from } from '../../support/lone-api.js';

const [one, other, trusted, proxy] = ['198.51.100.1', '198.51.100.2', '192.0.2.1', '10.0.0.1'];

/**
 * Doors with nothing behind them. `X-Name` proves by the head who asks, `X-Claim` says that the body will, and
 * `X-Proof` is that proof; who is nobody is refused, as by a real door.
 */
function doors(limits: CallerLimits = {}) {
  let nowMs = 0;
  const callers = new Callers({
    burst: 2,
    perSecond: 0.5,
    nowMs: () => nowMs,
    isExempt: (address) => address === trusted,
    ...limits,
  });
  const app = new Hono();
  app.onError((error, c) => {
    const problem = toProblem(error);
    if (!problem) throw error;
    return answerProblem(c, problem);
  });
  const limit = callers.limit({
    byHead: (c) => c.req.header('X-Name'),
    isLater: (c) => c.req.header('X-Claim') !== undefined,
  });
  app.get('/proof', limit, (c) => {
    const proof = c.req.header('X-Proof');
    if (proof !== undefined) callers.admit(c, proof);
    else if (c.req.header('X-Name') === undefined) {
      throw new Problem(401, 'who?', { headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    return c.text('in');
  });
  app.get('/open', callers.limit(), (c) => c.text('in'));
  app.get('/stranger', (c) => {
    callers.countStranger(c);
    return c.text('in');
  });
  app.get('/wrong', (c) => {
    callers.countWrongToken(c);
    return c.text('in');
  });
  const ask = (path: string, headers: Record<string, string> = {}, peer = one) =>
    app.request(path, { headers }, from(peer));
  const statuses = async (times: number, ...asked: Parameters<typeof ask>) => {
    const seen = [];
    for (let count = 0; count < times; count += 1) seen.push((await ask(...asked)).status);
    return seen;
  };
  return { ask, statuses, go: (ms: number) => (nowMs += ms) };
}

describe('how often a caller may ask', () => {
  it('is told with the refusal, in whole seconds', async () => {
    const { ask, statuses, go } = doors();
    assert.deepEqual(await statuses(2, '/open'), [200, 200]);
    go(500);
    const refused = await ask('/open');
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('Retry-After'), '2');
    const { detail } = (await refused.json()) as { detail: string };
    assert.equal(detail, 'Too many requests; ask again in 2 s.');
    go(1_500);
    assert.deepEqual(await statuses(2, '/open'), [200, 429]);
    assert.deepEqual(await statuses(3, '/open', {}, other), [200, 200, 429]);
  });

  it('is 200 at once and 50 a second, where nothing else is set', async () => {
    let nowMs = 0;
    const callers = new Callers({ nowMs: () => nowMs });
    const app = new Hono().get('/', callers.limit(), (c) => c.text('in'));
    app.onError((error, c) => c.text('', toProblem(error)?.status ?? 500));
    const countOf = async (times: number) => {
      let isIn = 0;
      for (let count = 0; count < times; count += 1) {
        if ((await app.request('/', {}, from(one))).status === 200) isIn += 1;
      }
      return isIn;
    };
    assert.equal(await countOf(250), 200);
    nowMs += 1_000;
    assert.equal(await countOf(100), 50);
  });

  it('goes by a clock of its own, where none is set', async () => {
    const callers = new Callers({ burst: 1, perSecond: 1e-6 });
    const app = new Hono().get('/', callers.limit(), (c) => c.text('in'));
    app.onError((error, c) => c.text('', toProblem(error)?.status ?? 500));
    const statusOf = async (headers = {}) =>
      (await app.request('/', { headers }, from(one))).status;
    assert.deepEqual([await statusOf(), await statusOf()], [200, 429]);
    assert.equal(await statusOf({ 'X-Forwarded-For': other }), 429, 'nobody is a trusted proxy');
  });

  it('is counted to who they have proved to be, wherever they ask from', async () => {
    const { statuses } = doors();
    assert.deepEqual(await statuses(3, '/proof'), [401, 401, 429]);
    assert.deepEqual(await statuses(3, '/proof', { 'X-Name': 'ann' }), [200, 200, 429]);
    assert.deepEqual(await statuses(1, '/proof', { 'X-Name': 'ann' }, other), [429]);
    assert.deepEqual(await statuses(1, '/proof', { 'X-Name': 'bob' }), [200]);
    assert.deepEqual(await statuses(3, '/proof', {}, other), [401, 401, 429], 'and to no peer');
  });

  it('is counted so too where the proof comes later, even after a flood', async () => {
    const { ask, statuses } = doors();
    const claim = { 'X-Claim': '1' };
    const proof = { ...claim, 'X-Proof': 'ann' };
    assert.deepEqual(await statuses(2, '/proof', proof), [200, 200]);
    assert.deepEqual(await statuses(3, '/proof'), [401, 401, 429], 'the peer has them back');
    assert.deepEqual(await statuses(1, '/proof', proof), [429]);
    assert.deepEqual(await statuses(2, '/proof', { ...proof, 'X-Proof': 'bob' }), [200, 200]);
    const refused = await ask('/proof', claim);
    assert.equal(refused.status, 429, 'a claim alone');
    assert.equal(refused.headers.get('WWW-Authenticate'), null);
    assert.equal(refused.headers.get('Retry-After'), '2');
    assert.deepEqual(await statuses(1, '/proof', { 'X-Proof': 'cid' }), [429], 'no claim');
  });

  it('is given back once, and never more than there was', async () => {
    const { statuses } = doors();
    const late = { 'X-Claim': '1', 'X-Proof': 'ann' };
    assert.deepEqual(await statuses(2, '/proof'), [401, 401]);
    assert.deepEqual(await statuses(1, '/proof', late), [200]);
    assert.deepEqual(await statuses(1, '/proof'), [429], 'a flood takes nothing back');
  });

  it('tells a refusal as it is, where it was not for being too many', async () => {
    const { ask } = doors();
    const refused = await ask('/proof', { 'X-Claim': '1' });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('WWW-Authenticate'), 'Bearer');
  });

  it('is not counted to peers who are trusted', async () => {
    const { statuses } = doors();
    const all = [200, 200, 200, 200, 200, 200, 200];
    assert.deepEqual(await statuses(7, '/open', {}, trusted), all);
    assert.deepEqual(await statuses(7, '/stranger', {}, trusted), all);
    assert.deepEqual(await statuses(7, '/proof', { 'X-Name': 'ann' }, trusted), all);
  });

  it('is counted by networks, and behind a proxy by whom it tells', async () => {
    const { statuses } = doors({ isTrustedProxy: (address) => address === proxy });
    assert.deepEqual(await statuses(2, '/stranger', {}, '2001:db8::1'), [200, 200]);
    assert.deepEqual(await statuses(1, '/stranger', {}, '2001:db8::2'), [429]);
    assert.deepEqual(await statuses(1, '/stranger', {}, '2001:db8:0:1::1'), [200]);
    const through = (client: string) => ({ 'X-Forwarded-For': client });
    assert.deepEqual(await statuses(3, '/stranger', through(one), proxy), [200, 200, 429]);
    assert.deepEqual(await statuses(1, '/stranger', through(other), proxy), [200]);
  });

  it('is five wrong tokens at once, and five a minute', async () => {
    const { ask, statuses, go } = doors();
    assert.deepEqual(await statuses(6, '/wrong'), [200, 200, 200, 200, 200, 429]);
    assert.equal((await ask('/wrong')).headers.get('Retry-After'), '12');
    go(12_000);
    assert.deepEqual(await statuses(2, '/wrong'), [200, 429]);
    assert.deepEqual(await statuses(1, '/open'), [200], 'these are counted apart');
  });
});
