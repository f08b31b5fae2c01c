import assert from 'node:assert/strict';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { ResendAccount } from '../../src/vendors/resend/account.js';
import { useResend } from '../sandbox/resend-account.js';

describe('ResendAccount', () => {
  const { standIn, url } = useResend();
  const open = (apiKey = 're_test') =>
    new ResendAccount({ apiKey, baseUrl: url(), requestsPerSecond: 1_000 });

  it('asks once for what is wanted twice', async () => {
    const account = open();
    await Promise.all([
      account.usage(),
      account.usage(),
      account.domain('studio.test'),
      account.domain('studio.test'),
    ]);
    const asked = (part: string) =>
      standIn.log().filter(({ path }) => path.split('/')[1] === part).length;
    assert.deepEqual([asked('usage'), asked('domains')], [1, 2]);
  });

  it('asks again where others have used up the rate', async () => {
    standIn.setFaults([{ kind: 'status', status: 429, retryAfterSeconds: 0, times: 1 }]);
    assert.ok('told' in (await open().webhooks()));
  });

  it('tells a domain that is not there from an account without any', async () => {
    assert.deepEqual(await open().domain('other.test'), { told: 'missing' });
    const empty = createResendStandIn({ file: ':memory:' });
    const { url: baseUrl } = await empty.listen(0);
    const account = new ResendAccount({ apiKey: 're_test', baseUrl, requestsPerSecond: 1_000 });
    assert.deepEqual(await account.domain('other.test'), { told: 'none' });
    empty.close();
  });

  it('finds a domain behind the first page', async () => {
    await standIn.seed({
      domains: Array.from({ length: 120 }, (_, at) => ({ name: `d${at}.test` })),
    });
    const found = await open().domain('D3.test');
    assert.equal(
      'told' in found && typeof found.told === 'object' && found.told.status,
      'verified',
    );
  });

  it('tells a wrong key from one that may only send, and throws for none', async () => {
    standIn.setFaults([{ kind: 'status', status: 403 }]);
    assert.deepEqual(await open().usage(), {
      refused: { reason: 'invalid_api_key (403)', kind: 'key' },
    });
    standIn.setFaults([]);
    const restricted = await open('re_sending_only').webhooks();
    assert.equal('refused' in restricted && restricted.refused.kind, 'restricted');
  });

  it('makes a webhook that is posted to from then on, with the types that were asked for', async () => {
    const made = await open().addWebhook('http://127.0.0.1:1/webhooks/resend', ['email.bounced']);
    assert.match('told' in made ? made.told : '', /^whsec_/);
    const listed = await open().webhooks();
    assert.ok('told' in listed);
    const [webhook] = listed.told;
    assert.deepEqual(webhook?.events, ['email.bounced']);
    assert.deepEqual(await open().signingSecretOf(webhook?.id ?? ''), made);
    standIn.setWebhook(undefined);
  });

  it('is refused a webhook that leads nowhere, or for what nobody knows', async () => {
    for (const [endpoint, events] of [
      ['nowhere', ['email.sent']],
      ['https://a.test/x', ['email.dreamt']],
      ['https://a.test/x', []],
    ] as const) {
      assert.deepEqual(await open().addWebhook(endpoint, events), {
        refused: { reason: 'validation_error (422)', kind: 'other' },
      });
    }
  });
});
