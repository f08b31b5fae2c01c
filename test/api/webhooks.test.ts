import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { ApiDeps } from '../../src/api/app.js';
import { loneApi as app, bearer, json, noKeys } from '../support/lone-api.js';

const good = JSON.stringify({ email: 'sarah@salon.example' });

const post = (init: RequestInit = {}, deps: Partial<ApiDeps> = {}) =>
  app(deps).request('/webhooks/assessment', {
    method: 'POST',
    headers: { ...json, ...bearer },
    body: good,
    ...init,
  });

describe('POST /webhooks/assessment', () => {
  const refusals: [string, RequestInit, number][] = [
    ['another method', { method: 'PUT' }, 405],
    [
      'a body over 64 KiB, before anything else about it',
      { body: 'x'.repeat(65_537), headers: {} },
      413,
    ],
    ['a form', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415],
    ['no content type', { headers: bearer, body: new Uint8Array([123, 125]) }, 415],
    ['no key', { headers: json, body: 'not JSON' }, 401],
    ['a wrong key', { headers: { ...json, Authorization: 'Bearer general-kez' } }, 401],
    ['a key of another scheme', { headers: { ...json, Authorization: 'Basic general-key' } }, 401],
    ['an empty key', { headers: { ...json, Authorization: 'Bearer ' } }, 401],
    ['what is not JSON', { body: '{"email":' }, 400],
    ['an empty body', { body: '' }, 400],
    ['JSON that is no object', { body: '[]' }, 422],
    ['33 levels of JSON', { body: '['.repeat(33) + ']'.repeat(33) }, 422],
    ['faulty fields', { body: '{"email":"x","red_systems":9}' }, 422],
  ];
  for (const [what, init, status] of refusals) {
    it(`answers ${status} to ${what}, as a problem`, async () => {
      const response = await post(init);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.ok(response.headers.get('x-request-id'));
      const problem = (await response.json()) as { status: number; title: string; detail: string };
      assert.equal(problem.status, status);
      assert.ok(problem.title && problem.detail);
    });
  }

  it('names every faulty field at once, and holds no value', async () => {
    const response = await post({ body: '{"email":"secret-name","red_systems":"two"}' });
    const text = await response.text();
    const { errors } = JSON.parse(text) as { errors: { path: string }[] };
    assert.deepEqual(
      errors.map(({ path }) => path),
      ['email', 'red_systems'],
    );
    assert.doesNotMatch(text, /secret-name|two/);
  });

  it('says which methods it takes', async () => {
    assert.equal((await post({ method: 'PUT' })).headers.get('allow'), 'POST');
  });

  it('does not take the general key where the event has its own', async () => {
    const deps = {
      webhookKeys: { general: ['general-key'], byEvent: { ...noKeys, assessment: ['own-key'] } },
    };
    assert.equal((await post({}, deps)).status, 401);
    const own = { ...json, Authorization: 'Bearer own-key' };
    assert.equal((await post({ headers: own, body: '{}' }, deps)).status, 422);
  });

  it('takes any of several keys, so that they can be rotated', async () => {
    const deps = { webhookKeys: { general: ['new-key', 'general-key'], byEvent: noKeys } };
    assert.equal((await post({ body: '{}' }, deps)).status, 422);
  });

  it('answers 503 with Retry-After when Temporal is away', async () => {
    const response = await post();
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '5');
  });
});

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
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  /** 422 is what an empty object gets once its sender is let in. */
  const statusOf = async (headers: Record<string, string>, keys = [secret]) => {
    const deps = { webhookKeys: { general: keys, byEvent: noKeys } };
    return (await post({ headers, body: '{}' }, deps)).status;
  };

  it('lets in who signs as Standard Webhooks say', async () => {
    assert.equal(await statusOf(sign()), 422);
    assert.equal(await statusOf(sign({ at: minutes(-5) })), 422);
    assert.equal(await statusOf(sign(), ['other-key', secret]), 422);
  });

  const forged: [string, Record<string, string>][] = [
    ['another body', sign({ body: '{ }' })],
    ['another id', sign({ id: 'msg_2' })],
    ['a signature over five minutes old', sign({ at: minutes(-6) })],
    ['a signature from the future', sign({ at: minutes(6) })],
    ['no timestamp', { ...sign(), 'webhook-timestamp': '' }],
    ['a timestamp that is no number', { ...sign(), 'webhook-timestamp': '1e9' }],
    ['no signature', { ...sign(), 'webhook-signature': '' }],
  ];
  for (const [what, headers] of forged) {
    it(`refuses ${what}`, async () => assert.equal(await statusOf(headers), 401));
  }

  it('refuses a signature where the key is no signing secret', async () => {
    assert.equal(await statusOf(sign(), ['general-key']), 401);
  });
});

describe('the addresses of older versions', () => {
  const paths = [
    '/webhook/signup',
    '/webhook/assessment',
    '/webhook/christmas-signup',
    '/webhook/christmas-assessment',
    '/webhook/calendly-noshow',
    '/webhook/postcall-maybe',
    '/webhook/onboarding-start',
  ];
  for (const path of paths) {
    it(`are taken: ${path}`, async () => {
      const init = { method: 'POST', headers: { ...json, ...bearer }, body: '{}' };
      assert.equal((await app().request(path, init)).status, 422);
    });
  }

  const flows = [
    'signup-handler',
    'assessment-handler',
    'noshow-recovery-handler',
    'postcall-maybe-handler',
    'christmas-onboarding-handler',
  ];
  for (const flow of flows) {
    it(`are taken with the key in the path: ${flow}`, async () => {
      for (const namespace of ['christmas', 'christmas.handlers']) {
        const path = `/api/v1/executions/webhook/${namespace}/${flow}`;
        const init = { method: 'POST', headers: json, body: '{}' };
        assert.equal((await app().request(`${path}/general-key`, init)).status, 422);
        assert.equal((await app().request(`${path}/wrong-key`, init)).status, 401);
      }
    });
  }
});

describe('the address that is the same for all events', () => {
  const deps = {
    webhookKeys: {
      general: ['general-key'],
      byEvent: { ...noKeys, 'no-show': ['no-show-key'], onboarding: ['onboarding-key'] },
    },
  };
  const statusOf = async (key: string, body: object) => {
    const path = `/api/v1/executions/webhook/christmas/handlers/${key}`;
    const init = { method: 'POST', headers: json, body: JSON.stringify(body) };
    return (await app(deps).request(path, init)).status;
  };

  it("knows the event by its key, when that is one event's own", async () => {
    const unpaid = { email: 'a@b.org', payment_confirmed: false };
    assert.equal(await statusOf('onboarding-key', unpaid), 200);
    assert.equal(await statusOf('no-show-key', unpaid), 422);
  });

  it('takes no general key', async () => {
    assert.equal(await statusOf('general-key', {}), 401);
    assert.equal(await statusOf('wrong-key', {}), 401);
  });
});

describe('the rate limit', () => {
  const limited = (isExempt: boolean) =>
    app({ rateLimit: { burst: 3, perSecond: 0.001, isExempt: () => isExempt } });
  const init = { method: 'POST', headers: { ...json, ...bearer }, body: '{}' };

  it('lets a burst through, then answers 429 with Retry-After', async () => {
    const one = limited(false);
    const statuses = [];
    for (let count = 0; count < 4; count++) {
      statuses.push((await one.request('/webhooks/assessment', init)).status);
    }
    assert.deepEqual(statuses, [422, 422, 422, 429]);
    const refused = await one.request('/webhooks/signup', { ...init, body: 'x'.repeat(65_537) });
    assert.equal(refused.status, 429, 'before the size of the body');
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  });

  it('spares who is exempt', async () => {
    const one = limited(true);
    for (let count = 0; count < 10; count++) {
      assert.equal((await one.request('/webhooks/assessment', init)).status, 422);
    }
  });
});

describe('the API', () => {
  it('answers 404 to what it does not know', async () => {
    assert.equal((await app().request('/nothing')).status, 404);
  });

  it('tells its version and mode at /health', async () => {
    assert.deepEqual(await (await app().request('/health')).json(), {
      status: 'ok',
      version: '1.2.3',
      testing: false,
    });
  });

  it('names at /ready what is missing', async () => {
    const readiness = {
      Temporal: async () => {},
      Notion: () => Promise.reject(new Error('no databases')),
    };
    const response = await app({ readiness }).request('/ready');
    assert.equal(response.status, 503);
    assert.match(await response.text(), /Notion \(no databases\)/);
    assert.equal((await app().request('/ready')).status, 200);
  });

  it('hides what went wrong inside from the outside', async () => {
    const now = () => {
      throw new Error('the secret reason');
    };
    const response = await post({}, { now });
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /secret reason/);
  });
});
