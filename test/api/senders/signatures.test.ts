import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import { Problem } from '../../../src/api/http/problem.js';
import {
  isFromCalcom,
  isFromCalendly,
  requireSigned,
  saysFrom,
  svixHeaders,
} from '../../../src/api/senders/signatures.js';

const now = new Date('2025-12-01T12:00:00Z');
const seconds = now.getTime() / 1_000;
const body = Buffer.from('{"a":1}');
const secrets = ['new-secret', 'old-secret'];

/** What a look at a request's head gives. */
async function look<T>(headers: Record<string, string>, read: (c: Context) => T): Promise<T> {
  let seen: { it: T } | undefined;
  const app = new Hono().get('/', (c) => {
    seen = { it: read(c) };
    return c.text('');
  });
  await app.request('/', { headers });
  return (seen ?? assert.fail('nobody looked')).it;
}
type Context = Parameters<typeof svixHeaders>[0];

const hmac = (secret: string, words: string | Buffer) =>
  createHmac('sha256', secret).update(words).digest('hex');

describe('the signature of Cal.com', () => {
  const isTaken = (signature: string, known = secrets) =>
    look({ 'X-Cal-Signature-256': signature }, (c) => isFromCalcom(c, known, body));

  it('is over the raw body, with any of our secrets', async () => {
    for (const secret of secrets) assert.ok(await isTaken(hmac(secret, body)));
    for (const wrong of [hmac('other', body), hmac('new-secret', 'other'), '']) {
      assert.ok(!(await isTaken(wrong)), wrong);
    }
    assert.ok(!(await isTaken(hmac('new-secret', body), [])));
    assert.ok(!(await look({}, (c) => isFromCalcom(c, secrets, body))));
  });
});

describe('the signature of Calendly', () => {
  const headerOf = (time: string | number, secret = 'new-secret') =>
    `t=${time},v1=${hmac(secret, `${time}.${body.toString()}`)}`;
  const isTaken = (header: string, known = secrets) =>
    look({ 'Calendly-Webhook-Signature': header }, (c) => isFromCalendly(c, known, body, now));

  it('is over its time and the raw body, with any of our secrets', async () => {
    for (const secret of secrets) assert.ok(await isTaken(headerOf(seconds, secret)));
    assert.ok(!(await isTaken(headerOf(seconds, 'other'))));
    assert.ok(!(await isTaken(headerOf(seconds), [])));
    assert.ok(!(await look({}, (c) => isFromCalendly(c, secrets, body, now))));
  });

  it('is good for five minutes, and to the second', async () => {
    for (const away of [0, 300, -300])
      assert.ok(await isTaken(headerOf(seconds + away)), `${away}`);
    for (const away of [301, -301])
      assert.ok(!(await isTaken(headerOf(seconds + away))), `${away}`);
  });

  it('is none in another form, though it is signed', async () => {
    const good = headerOf(seconds);
    const others = [
      `x${good}`,
      `${good},v0=1`,
      good.toUpperCase(),
      good.replace(',', ', '),
      't=,v1=',
    ];
    for (const time of [`${seconds}x`, `+${seconds}`, `${seconds}.0`, '', `000${seconds}`]) {
      others.push(headerOf(time));
    }
    for (const header of others) assert.ok(!(await isTaken(header)), header);
    assert.ok(await isTaken(headerOf(`00${seconds}`)), 'twelve digits');
  });
});

describe('what says that it is signed', () => {
  it('says by whom', async () => {
    const headers = {
      calcom: 'X-Cal-Signature-256',
      calendly: 'Calendly-Webhook-Signature',
      resend: 'svix-signature',
    };
    const senders = ['calcom', 'calendly', 'resend'] as const;
    for (const sender of senders) {
      const said = await look({ [headers[sender]]: '' }, (c) =>
        senders.filter((one) => saysFrom(c, one)),
      );
      assert.deepEqual(said, [sender]);
    }
  });

  it('of Resend has three headers, and ten signatures at most', async () => {
    const signature = Array.from({ length: 12 }, (_, at) => `v1,${at}`);
    const headers = {
      'svix-id': 'a',
      'svix-timestamp': 'b',
      'svix-signature': signature.join(' '),
    };
    assert.deepEqual(await look(headers, svixHeaders), {
      id: 'a',
      timestamp: 'b',
      signature: signature.slice(0, 10).join(' '),
    });
    assert.deepEqual(await look({}, svixHeaders), { id: '', timestamp: '', signature: '' });
  });

  it('is refused in words that tell nothing of what was wrong', () => {
    assert.doesNotThrow(() => requireSigned(true));
    assert.throws(
      () => requireSigned(false),
      (error) =>
        error instanceof Problem &&
        error.status === 401 &&
        error.message === 'The signature is missing or wrong.' &&
        error.headers['WWW-Authenticate'] === 'Signature',
    );
  });
});
