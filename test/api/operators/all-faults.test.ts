import assert from 'node:assert/strict';
import { createRuns } from '../../../src/runs/runs.js';
import { json, loneApi } from '../../support/lone-api.js';
import { temporalSwitchedOn } from '../../support/switch-temporal.js';

describe('what an operator asks', () => {
  const asked: [path: string, body: object, faulty: string[]][] = [
    ['/switch', { sending: true }, ['by', 'mode']],
    ['/switch', { sending: true, by: 'Ann' }, ['mode']],
    ['/switch', { sending: 'yes' }, ['by', 'sending']],
    ['/contacts/nobody/stop', {}, ['by', 'email']],
    ['/contacts/nobody/stop', { by: 'Ann' }, ['email']],
    ['/contacts/nobody/resubscribe', { by: 5 }, ['by', 'email']],
  ];
  const unknown: [method: string, path: string, body?: object][] = [
    ['POST', '/runs/assessment%2Fnobody/pause', {}],
    ['POST', '/runs/assessment%2Fnobody/reschedule', { number: 'x' }],
    ['GET', '/contacts/not-an-address'],
  ];
  for (const [method, path, body] of unknown) {
    it(`is not found before anything else: ${method} ${path}`, async () => {
      const runs = createRuns({ client: temporalSwitchedOn(), now: () => new Date() });
      const api = loneApi({ runs: { ...runs, find: async () => undefined } });
      const response = await api.request(path, {
        method,
        headers: { ...json, Authorization: 'Bearer admin-token' },
        ...(body && { body: JSON.stringify(body) }),
      });
      assert.equal(response.status, 404);
    });
  }

  for (const [path, body, faulty] of asked) {
    it(`is refused with all that is faulty: ${path} ${JSON.stringify(body)}`, async () => {
      const response = await loneApi().request(path, {
        method: 'POST',
        headers: { ...json, Authorization: 'Bearer admin-token' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 422);
      const { errors } = (await response.json()) as { errors: { path: string }[] };
      assert.deepEqual(errors.map((one) => one.path).toSorted(), faulty);
    });
  }
});
