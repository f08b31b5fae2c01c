import assert from 'node:assert/strict';
import { InvalidSetup } from '../../src/domain/errors.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { checkResend } from '../../src/vendors/resend/check.js';

const from = 'Ava <ava@Studio.test>';

describe('checkResend', () => {
  const resend = createResendStandIn({ file: ':memory:', requestsPerSecond: 50 });
  let baseUrl: string;
  before(async () => {
    baseUrl = (await resend.listen(0)).url;
  });
  beforeEach(() => resend.reset());
  after(() => resend.close());

  const check = (config: object = {}, sender = from) =>
    checkResend({ apiKey: 're_test', baseUrl, requestsPerSecond: 2, ...config }, sender);

  const refuses = (checked: Promise<unknown>, message: RegExp) =>
    assert.rejects(checked, (error) => {
      assert.ok(error instanceof InvalidSetup, String(error));
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /re_test|ava/i);
      return true;
    });

  it('has nothing to say of a key that works and a verified domain', async () => {
    await resend.seed({ domains: [{ name: 'other.test' }, { name: 'studio.test' }] });
    assert.deepEqual(await check(), []);
    assert.deepEqual(await check({}, 'ava@studio.test'), []);
  });

  it('looks through more domains than one list shows', async () => {
    const others = Array.from({ length: 120 }, (_, at) => ({ name: `d${at}.test` }));
    await resend.seed({ domains: [...others, { name: 'studio.test' }] });
    assert.deepEqual(await check(), []);
  });

  it('refuses a wrong key', async () => {
    resend.setFaults([{ kind: 'status', status: 403 }]);
    await refuses(check(), /does not accept RESEND_API_KEY: invalid_api_key \(403\)/);
    const body = { statusCode: 400, name: 'validation_error', message: 'API key is invalid' };
    resend.setFaults([{ kind: 'status', status: 400, body }]);
    await refuses(check(), /does not accept RESEND_API_KEY: validation_error \(400\)/);
  });

  it('refuses a sender domain that is not verified, or not there', async () => {
    await resend.seed({ domains: [{ name: 'studio.test', status: 'pending' }] });
    await refuses(check(), /RESEND_FROM_EMAIL: its domain is not verified \(pending\)/);
    await refuses(check({}, 'ava@mail.studio.test'), /its domain is not in the account/);
  });

  it('takes an account without domains for a stand-in only where one is set', async () => {
    assert.deepEqual(await check(), ['Resend knows no sender domain']);
  });

  it("needs no domain to send from Resend's own", async () => {
    assert.deepEqual(await check({}, 'onboarding@resend.dev'), []);
  });

  it('takes a key that may only send, and says what it could not ask', async () => {
    assert.deepEqual(await check({ apiKey: 're_sending_only' }), [
      "Resend does not say whether the sender's domain is verified: restricted_api_key",
    ]);
  });

  it('warns of a pace above what Resend allows', async () => {
    await resend.seed({ domains: [{ name: 'studio.test' }] });
    assert.deepEqual(await check({ requestsPerSecond: 51 }), [
      'RESEND_REQUESTS_PER_SECOND is 51, but Resend allows 50',
    ]);
  });

  const away: [string, Parameters<typeof resend.setFaults>[0][0], string][] = [
    ['does not answer', { kind: 'reset' }, 'application_error'],
    ['fails', { kind: 'status', status: 503 }, 'service_unavailable'],
    ['answers nothing', { kind: 'null-body' }, 'no readable answer'],
    ['asks for less', { kind: 'status', status: 429 }, 'rate_limit_exceeded'],
    ['hides behind a page', { kind: 'not-json', status: 403 }, 'application_error'],
    ['knows no usage', { kind: 'status', status: 404 }, 'not_found'],
  ];
  for (const [what, fault, reason] of away) {
    it(`lets the worker start where Resend ${what}`, async () => {
      resend.setFaults([fault]);
      assert.deepEqual(await check(), [`Resend could not be asked about the account: ${reason}`]);
    });
  }
});
