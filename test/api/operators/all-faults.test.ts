import assert from 'node:assert/strict';
import { json, loneApi } from '../../support/lone-api.js';

describe('what an operator asks', () => {
  const asked: [path: string, body: object, faulty: string[]][] = [
    ['/switch', { sending: true }, ['by', 'mode']],
    ['/switch', { sending: true, by: 'Ann' }, ['mode']],
    ['/switch', { sending: 'yes' }, ['by', 'sending']],
    ['/contacts/nobody/stop', {}, ['by', 'email']],
    ['/contacts/nobody/stop', { by: 'Ann' }, ['email']],
    ['/contacts/nobody/resubscribe', { by: 5 }, ['by', 'email']],
  ];
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
