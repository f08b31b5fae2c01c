import assert from 'node:assert/strict';
import { loneApi as app, bearer, json, type LoneParts } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const good = JSON.stringify({ email: 'sarah@salon.example' });

const post = (init: RequestInit = {}, deps: LoneParts = {}) =>
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

  it('takes its own key alone where it has one, and others do not take that one', async () => {
    const deps = {
      webhookKeys: { general: ['general-key'], byEvent: { assessment: ['own-key'] } },
    };
    const statusOf = async (path: string, key: string) => {
      const headers = { ...json, Authorization: `Bearer ${key}` };
      return (await app(deps).request(path, { method: 'POST', headers, body: '{}' })).status;
    };
    const kestra = '/api/v1/executions/webhook/christmas';
    assert.deepEqual(
      [
        await statusOf('/webhooks/assessment', 'own-key'),
        await statusOf('/webhook/christmas-signup', 'own-key'),
        await statusOf(`${kestra}/assessment-handler/own-key`, ''),
        await statusOf('/webhooks/signup', 'general-key'),
      ],
      [422, 422, 422, 422],
    );
    assert.deepEqual(
      [
        await statusOf('/webhooks/assessment', 'general-key'),
        await statusOf('/webhook/christmas-signup', 'general-key'),
        await statusOf(`${kestra}/assessment-handler/general-key`, ''),
        await statusOf('/webhooks/signup', 'own-key'),
        await statusOf(`${kestra}/signup-handler/own-key`, ''),
        await statusOf(`${kestra}/signup-handler/own-key`, 'general-key'),
      ],
      [401, 401, 401, 401, 401, 401],
    );
  });

  it('says the same to whoever has no key, a wrong one, or none that exists', async () => {
    const deps = { webhookKeys: { general: [], byEvent: {} } };
    const answers = await Promise.all([
      post({ headers: json }),
      post({ headers: { ...json, Authorization: 'Bearer wrong' } }),
      post({ headers: { ...json, 'webhook-id': 'a', 'webhook-signature': 'v1,x' } }),
      post({}, deps),
    ]);
    const told = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text()]),
    );
    assert.equal(new Set(told.map((one) => JSON.stringify(one))).size, 1);
    assert.equal(told[0]?.[0], 401);
  });

  it('takes any of several keys, so that they can be rotated', async () => {
    const deps = { webhookKeys: { general: ['new-key', 'general-key'], byEvent: {} } };
    assert.equal((await post({ body: '{}' }, deps)).status, 422);
  });

  for (const state of ['away', 'silent'] as const) {
    it(`answers 503 with Retry-After when Temporal is ${state}`, async () => {
      const response = await post({}, { client: stubTemporal(state).client });
      assert.equal(response.status, 503);
      assert.equal(response.headers.get('retry-after'), '5');
    });
  }
});

describe('the rate limit', () => {
  const limited = (isExempt: boolean) =>
    app({ limits: { burst: 3, perSecond: 0.001, isExempt: () => isExempt } });
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

  it('names at /ready what is missing; why is for operators alone', async () => {
    const missing = [{ name: 'Notion', why: 'no column "E-Mail" at 10.0.0.7' }];
    const readiness = async () => ({ missing, isSending: true });
    const response = await app({ readiness }).request('/ready');
    assert.equal(response.status, 503);
    const { detail, ...more } = (await response.json()) as { detail: string };
    assert.equal(detail, 'Not ready: Notion.');
    assert.deepEqual(Object.keys(more), ['type', 'title', 'status']);
    const headers = { Authorization: 'Bearer admin-token' };
    const told = await app({ readiness }).request('/ready', { headers });
    const { detail: why } = (await told.json()) as { detail: string };
    assert.equal(why, 'Not ready: Notion (no column "E-Mail" at 10.0.0.7).');
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
