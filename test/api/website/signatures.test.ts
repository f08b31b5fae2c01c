import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { loneApi as app, json } from '../../support/lone-api.js';

describe('who may post', () => {
  const secret = `whsec_${Buffer.from('a signing secret of 32 characters').toString('base64')}`;
  const now = new Date('2025-12-01T12:00:00Z');
  const sign = (change: { at?: Date; body?: string; id?: string } = {}) => {
    const timestamp = String(Math.floor((change.at ?? now).getTime() / 1_000));
    const signature = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(`msg_1.${timestamp}.${change.body ?? '{}'}`)
      .digest('base64');
    return {
      ...json,
      'webhook-id': change.id ?? 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1a,nothing v1,bm90aGluZw== v1,${signature}`,
    };
  };
  const alone = sign()['webhook-signature'].split(' ').at(-1) ?? '';
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  /** 422 is what an empty object gets once its sender is let in. */
  const statusOf = async (headers: Record<string, string>, keys = [secret]) => {
    const deps = { webhookKeys: { general: keys, byEvent: {} } };
    return (
      await app(deps).request('/webhooks/assessment', { method: 'POST', headers, body: '{}' })
    ).status;
  };

  it('lets in who signs as Standard Webhooks say', async () => {
    assert.equal(await statusOf(sign()), 422);
    assert.equal(await statusOf(sign({ at: minutes(-5) })), 422);
    assert.equal(await statusOf(sign({ at: minutes(5) })), 422);
    assert.equal(await statusOf(sign(), ['other-key', secret]), 422);
    assert.equal(await statusOf({ ...sign(), 'webhook-signature': alone }), 422);
    assert.equal(await statusOf({ ...sign(), 'webhook-signature': `${alone} v1,later` }), 422);
  });

  const forged: [string, Record<string, string>][] = [
    ['another body', sign({ body: '{ }' })],
    ['another id', sign({ id: 'msg_2' })],
    ['a signature over five minutes old', sign({ at: minutes(-6) })],
    ['a signature from the future', sign({ at: minutes(6) })],
    ['no timestamp', { ...sign(), 'webhook-timestamp': '' }],
    ['no id', { ...sign(), 'webhook-id': '' }],
    ...['1e9', '-1764590400', '1764590400.0', ' ', '0x692d7c40', '1764590400;'].map(
      (timestamp): [string, Record<string, string>] => [
        `the timestamp "${timestamp}", which is not digits`,
        { ...sign(), 'webhook-timestamp': timestamp },
      ],
    ),
    [
      'another version of signatures',
      { ...sign(), 'webhook-signature': alone.replace('v1', 'v2') },
    ],
    ['a signature without its version', { ...sign(), 'webhook-signature': alone.slice(3) }],
    ['half a signature', { ...sign(), 'webhook-signature': alone.slice(0, -4) }],
    ['commas between signatures', { ...sign(), 'webhook-signature': `v1,x,${alone}` }],
    ['no signature', { ...sign(), 'webhook-signature': '' }],
  ];
  for (const [what, headers] of forged) {
    it(`refuses ${what}`, async () => assert.equal(await statusOf(headers), 401));
  }

  it('takes a key with blanks in it, and with others around it', async () => {
    const key = 'a key of several words';
    const statusWith = (Authorization: string) => statusOf({ ...json, Authorization }, [key]);
    assert.equal(await statusWith(`Bearer ${key}`), 422);
    assert.equal(await statusWith(`bearer   ${key}  `), 422);
    for (const wrong of [`Bearer ${key} more`, 'Bearer a', 'Bearer', 'Bearer  ', `Basic ${key}`]) {
      assert.equal(await statusWith(wrong), 401, wrong);
    }
  });

  it('refuses a signature where the key is no signing secret', async () => {
    assert.equal(await statusOf(sign(), ['general-key']), 401);
  });
});
