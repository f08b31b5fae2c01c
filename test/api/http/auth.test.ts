import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { Hono } from 'hono';
import {
  isOneOf,
  isOperator,
  isSame,
  limitStrangers,
  nameOfKey,
  requireOperator,
  requireSender,
  saysSigned,
  senderByHead,
} from '../../../src/api/http/auth.js';
import { Callers } from '../../../src/api/http/callers.js';
import { answerProblem, toProblem } from '../../../src/api/http/problem.js';
import { from } from '../../support/lone-api.js';

const now = new Date('2025-12-01T12:00:00Z');
const seconds = now.getTime() / 1_000;
const key = Buffer.from('a signing secret of 32 characters');
const whsec = `whsec_${key.toString('base64')}`;
const keys = ['first key', whsec, 'general-key'];

/** A door each, and nothing behind it. */
const app = new Hono();
app.onError((error, c) => {
  const problem = toProblem(error);
  if (!problem) throw error;
  return answerProblem(c, problem);
});
for (const path of ['/sender', '/sender/:key']) {
  app.post(path, async (c) => c.text(await requireSender(c, keys, now)));
  app.get(path, (c) => c.text(senderByHead(c, keys) ?? 'nobody'));
}
app.get('/signed', (c) => c.text(String(saysSigned(c))));

const said = async (path: string, init: RequestInit = {}) => (await app.request(path, init)).text();

describe('a key', () => {
  it('is the one that is given, whole', () => {
    for (const [given, isRight] of [
      ['a key', true],
      ['a ke', false],
      ['a key ', false],
      ['A key', false],
      ['', false],
    ] as const) {
      assert.equal(isSame(given, 'a key'), isRight, given);
      assert.equal(isOneOf(given, ['other', 'a key', 'third']), isRight, given);
    }
    assert.ok(!isSame('', ''), 'what is empty opens nothing');
    assert.ok(!isOneOf('a key', []));
  });

  it('has a name that tells nothing of it', () => {
    const hash = createHash('sha256').update('general-key').digest('base64url');
    assert.equal(nameOfKey('general-key'), `key ${hash}`);
  });

  it('is read from the head or the path, and the path comes first', async () => {
    const head = (Authorization: string) => ({ headers: { Authorization } });
    const name = nameOfKey('general-key');
    for (const right of ['Bearer general-key', 'bEARER  general-key ']) {
      assert.equal(await said('/sender', head(right)), name, right);
    }
    for (const wrong of ['general-key', 'xBearer general-key', 'Bearergeneral-key', 'Bearer ']) {
      assert.equal(await said('/sender', head(wrong)), 'nobody', wrong);
    }
    assert.equal(await said('/sender'), 'nobody');
    assert.equal(await said('/sender/general-key'), name);
    assert.equal(await said('/sender/wrong', head('Bearer general-key')), 'nobody');
    assert.equal(await said('/sender/first%20key'), nameOfKey('first key'));
  });

  it('lets in who posts with it, and says whose it is', async () => {
    const post = { method: 'POST', headers: { Authorization: 'Bearer general-key' } };
    assert.equal(await said('/sender', post), 'general-key');
    const refused = await app.request('/sender', { method: 'POST', body: '{}' });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('WWW-Authenticate'), 'Bearer');
    const { detail } = (await refused.json()) as { detail: string };
    assert.equal(
      detail,
      'The key or signature is missing or wrong; expected "Authorization: Bearer <key>".',
    );
  });
});

describe('a signature as Standard Webhooks say', () => {
  /** Signed over exactly these words, however odd they are: so that only their form is judged. */
  const statusOf = async (
    change: { timestamp?: string; id?: string; secret?: Buffer; before?: number } = {},
  ) => {
    const { timestamp = String(seconds), id = 'msg_1', secret = key, before = 0 } = change;
    const hash = createHmac('sha256', secret).update(`${id}.${timestamp}.{}`).digest('base64');
    const wrong = Array.from({ length: before }, () => 'v1,bm90aGluZw==');
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': [...wrong, `v1,${hash}`].join(' '),
    };
    return (await app.request('/sender', { method: 'POST', headers, body: '{}' })).status;
  };

  it('is good for five minutes, and to the second', async () => {
    for (const [away, status] of [
      [0, 200],
      [300, 200],
      [-300, 200],
      [301, 401],
      [-301, 401],
    ] as const) {
      assert.equal(await statusOf({ timestamp: String(seconds + away) }), status, `${away} s`);
    }
  });

  it('is none where its time is not written in digits, or where it lacks an id', async () => {
    for (const timestamp of [`${seconds}x`, `+${seconds}`, `${seconds}.0`, '', `000${seconds}`]) {
      assert.equal(await statusOf({ timestamp }), 401, timestamp);
    }
    assert.equal(await statusOf({ timestamp: `00${seconds}` }), 200, 'twelve digits');
    assert.equal(await statusOf({ id: '' }), 401);
  });

  it('is looked for among ten, and no more', async () => {
    assert.equal(await statusOf({ before: 9 }), 200);
    assert.equal(await statusOf({ before: 10 }), 401);
  });

  it('is none that is made with a key which is no signing secret', async () => {
    for (const other of ['first key', 'general-key']) {
      const secret = Buffer.from(other.slice('whsec_'.length), 'base64');
      assert.equal(await statusOf({ secret }), 401, other);
      assert.equal(await statusOf({ secret: Buffer.from(other) }), 401, other);
    }
  });

  it('is claimed by its header', async () => {
    assert.equal(await said('/signed', { headers: { 'webhook-signature': '' } }), 'true');
    assert.equal(await said('/signed'), 'false');
  });
});

describe("an operators' door", () => {
  const trusted = '192.0.2.1';
  const open = () => {
    const isExempt = (address: string) => address === trusted;
    const callers = new Callers({ burst: 2, perSecond: 0.001, isExempt, nowMs: () => 0 });
    const door = { adminToken: 'admin-token', callers };
    const own = new Hono();
    own.onError((error, c) => {
      const problem = toProblem(error);
      if (!problem) throw error;
      return answerProblem(c, problem);
    });
    own.get('/is', (c) => c.text(String(isOperator(c, door))));
    own.get('/must', (c) => {
      requireOperator(c, door);
      return c.text('in');
    });
    own.get('/limited', limitStrangers(door), (c) => c.text('in'));
    return (path: string, token?: string, peer = '198.51.100.66') => {
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      return own.request(path, { headers }, from(peer));
    };
  };

  it('opens to the token alone, and says what it wants', async () => {
    const ask = open();
    assert.equal(await (await ask('/is', 'admin-token')).text(), 'true');
    assert.equal(await (await ask('/is', 'wrong')).text(), 'false');
    assert.equal(await (await ask('/is')).text(), 'false');
    assert.equal(await (await ask('/must', 'admin-token')).text(), 'in');
    const refused = await ask('/must', 'wrong');
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('WWW-Authenticate'), 'Bearer');
    const { detail } = (await refused.json()) as { detail: string };
    assert.equal(detail, 'The admin token is missing or wrong.');
  });

  it('takes five wrong tokens of one peer, and none that is missing for a guess', async () => {
    const ask = open();
    const statusOf = async (token?: string, peer?: string) =>
      (await ask('/must', token, peer)).status;
    for (let count = 0; count < 10; count += 1) assert.equal(await statusOf(), 401);
    const guesses = [];
    for (let count = 0; count < 7; count += 1) guesses.push(await statusOf('wrong'));
    assert.deepEqual(guesses, [401, 401, 401, 401, 401, 429, 429]);
    assert.equal(await statusOf('admin-token'), 200);
    assert.equal(await statusOf('wrong', '198.51.100.67'), 401);
    for (let count = 0; count < 7; count += 1) assert.equal(await statusOf('wrong', trusted), 401);
  });

  it('limits all but operators', async () => {
    const ask = open();
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await ask('/limited')).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    for (let count = 0; count < 3; count += 1) {
      assert.equal((await ask('/limited', 'admin-token')).status, 200);
    }
  });
});
