import assert from 'node:assert/strict';
import { loneApi as app, bearer, json } from '../../support/lone-api.js';

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

  const handlers = [
    'signup-handler',
    'assessment-handler',
    'noshow-recovery-handler',
    'postcall-maybe-handler',
    'onboarding-handler',
  ];
  for (const flow of handlers.flatMap((handler) => [handler, `christmas-${handler}`])) {
    it(`are taken with the key in the path: ${flow}`, async () => {
      for (const namespace of ['christmas', 'christmas.handlers']) {
        const path = `/api/v1/executions/webhook/${namespace}/${flow}`;
        const init = { method: 'POST', headers: json, body: '{}' };
        assert.equal((await app().request(`${path}/general-key`, init)).status, 422);
        assert.equal((await app().request(`${path}/general%2Dkey`, init)).status, 422);
        assert.equal((await app().request(`${path}/wrong-key`, init)).status, 401);
        const bearing = { ...init, headers: { ...json, ...bearer } };
        assert.equal((await app().request(`${path}/wrong-key`, bearing)).status, 401);
        assert.equal((await app().request(path, bearing)).status, 404, 'without a key');
      }
    });
  }

  it('are taken as Kestra has them now, with its tenant, and by PUT', async () => {
    for (const start of ['/api/v1/executions', '/api/v1/main/executions']) {
      const path = `${start}/webhook/christmas/assessment-handler/general-key`;
      for (const method of ['POST', 'PUT']) {
        const init = { method, headers: json, body: '{}' };
        assert.equal((await app().request(path, init)).status, 422, `${method} ${path}`);
      }
      const { status, headers } = await app().request(path);
      assert.deepEqual([status, headers.get('Allow')], [405, 'POST, PUT']);
    }
    const init = { method: 'PUT', headers: { ...json, ...bearer }, body: '{}' };
    assert.equal((await app().request('/webhook/assessment', init)).status, 405);
  });
});

describe('addresses that no older version had', () => {
  const paths = [
    '/webhook/no-show',
    '/webhook',
    '/webhooks',
    '/webhooks/',
    '/webhooks/assessment/',
    '/webhooks/Assessment',
    '/api/v1/executions/webhook/other/assessment-handler/general-key',
    '/api/v1/other/executions/webhook/christmas/assessment-handler/general-key',
    '/api/v1/executions/webhook/christmas/other-handler/general-key',
    '/api/v1/executions/webhook/christmas/assessment-handler/general-key/more',
  ];
  for (const path of paths) {
    it(`are not there: ${path}`, async () => {
      const init = { method: 'POST', headers: { ...json, ...bearer }, body: '{}' };
      assert.equal((await app().request(path, init)).status, 404);
    });
  }
});

describe('the address that is the same for all events', () => {
  const deps = {
    webhookKeys: {
      general: ['general-key'],
      byEvent: { 'no-show': ['no-show-key'], onboarding: ['onboarding-key'] },
    },
  };
  const statusOf = async (key: string, body: object) => {
    const statuses = await Promise.all(
      ['/api/v1', '/api/v1/main'].flatMap((start) =>
        ['POST', 'PUT'].map(async (method) => {
          const path = `${start}/executions/webhook/christmas/handlers/${key}`;
          const init = { method, headers: json, body: JSON.stringify(body) };
          return (await app(deps).request(path, init)).status;
        }),
      ),
    );
    assert.equal(new Set(statuses).size, 1, 'all of its forms answer the same');
    return statuses[0];
  };

  it("knows the event by its key, when that is one event's own", async () => {
    const unpaid = { email: 'a@b.org', payment_confirmed: false };
    assert.equal(await statusOf('onboarding-key', unpaid), 200);
    assert.equal(await statusOf('no-show-key', unpaid), 422);
  });

  it('takes no key that two events share, as it names neither', async () => {
    const shared = { 'no-show': ['shared'], onboarding: ['shared'] };
    const init = { method: 'POST', headers: json, body: '{}' };
    const path = '/api/v1/executions/webhook/christmas/handlers/shared';
    const response = await app({ webhookKeys: { general: [], byEvent: shared } }).request(
      path,
      init,
    );
    assert.equal(response.status, 401);
  });

  it('takes no general key', async () => {
    assert.equal(await statusOf('general-key', {}), 401);
    assert.equal(await statusOf('wrong-key', {}), 401);
  });
});
