import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { connectWebhooks } from '../../src/vendors/resend/verify-webhook.js';
import { assertCpuWithin, cpuOf } from '../support/cpu.js';

describe('a webhook that says it is of Resend', () => {
  const key = Buffer.from('a secret of a test for Resend');
  const secret = `whsec_${key.toString('base64')}`;
  const payload = 'x'.repeat(60_000);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signed = (text: string) =>
    createHmac('sha256', key).update(`m.${timestamp}.`).update(text).digest('base64');
  const isFromResend = connectWebhooks([secret]);
  const isTaken = (signature: string, id = 'm') =>
    isFromResend(payload, { id, timestamp, signature });

  it('is one where any of its signatures is', () => {
    const right = `v1,${signed(payload)}`;
    assert.ok(isTaken(right));
    assert.ok(isTaken(`v1,bm90aGluZw== ${right} v2,x`));
    for (const forged of [`v1,${signed('y')}`, right.slice(3), right.toLowerCase(), '', ' ']) {
      assert.ok(!isTaken(forged), forged);
    }
    assert.ok(!isTaken(right, 'other'));
  });

  /** Signed over exactly these words, so that only their form and time are judged. */
  const isGood = (time: string | number, body = payload, verify = isFromResend) => {
    const words = createHmac('sha256', key).update(`m.${time}.${body}`).digest('base64');
    return verify(body, { id: 'm', timestamp: String(time), signature: `v1,${words}` });
  };
  const seconds = Math.floor(Date.now() / 1_000);

  it('is one for about five minutes, in the past and in the future', () => {
    for (const away of [0, -240, 240]) assert.ok(isGood(seconds + away), `${away} s`);
    for (const away of [-600, 600]) assert.ok(!isGood(seconds + away), `${away} s`);
  });

  it('is none where its time is not written in digits', () => {
    for (const time of [`${seconds}x`, `x${seconds}`, `${seconds}.0`, '', `000${seconds}`]) {
      assert.ok(!isGood(time), time);
    }
  });

  it('is one whatever stands in it: what is no JSON is another fault', () => {
    for (const body of ['', 'no JSON', '{"type":"email.sent"}']) assert.ok(isGood(seconds, body));
  });

  it('is one with any of our secrets, also where they lack their mark, and with none never', () => {
    const bare = secret.replace('whsec_', '');
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
    assert.ok(isGood(seconds, payload, connectWebhooks([other, secret])));
    assert.ok(isGood(seconds, payload, connectWebhooks([bare])));
    assert.ok(!isGood(seconds, payload, connectWebhooks([other])));
    assert.ok(!isGood(seconds, payload, connectWebhooks([])));
  });

  it('is refused for no more than it takes to hash it', async () => {
    const fifty = (work: () => unknown) => () => {
      for (let count = 0; count < 50; count += 1) work();
    };
    const forged = Array.from({ length: 10 }, () => `v1,${signed('y')}`).join(' ');
    const hashingMs = await cpuOf(fifty(() => signed(payload)));
    // The official client takes forty times as long.
    await assertCpuWithin(
      5 * hashingMs + 5,
      fifty(() => isTaken(forged)),
      'refusing fifty',
    );
  });
});
