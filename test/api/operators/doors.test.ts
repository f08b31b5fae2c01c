import assert from 'node:assert/strict';
import { describeApi } from '../../../src/api/description/openapi.js';
import { bearer, json, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

/** Every route that wants the admin token, as the description tells; each with an id that may be there. */
const doors = Object.entries(describeApi('1.2.3').paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { security }]) => security.some((scheme) => 'adminToken' in scheme))
    .map(([method]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'a@b.org'),
    })),
);

const knock = async (method: string, path: string, headers: Record<string, string>) => {
  const body = method === 'GET' ? {} : { body: 'no JSON' };
  const { client, started } = stubTemporal();
  const asked = loneApi({ client }).request(path, {
    method,
    headers: { ...json, ...headers },
    ...body,
  });
  const { status } = await asked;
  assert.deepEqual(started(), []);
  return status;
};

describe("an operators' route", () => {
  const wrong: [what: string, headers: Record<string, string>][] = [
    ['no token', {}],
    ['another token', { Authorization: 'Bearer admin-tokem' }],
    ['the token of another scheme', { Authorization: 'Basic admin-token' }],
    ['a webhook key', bearer],
    ['the token in a cookie', { Cookie: 'evergreen_session=admin-token' }],
  ];
  for (const { method, path } of doors) {
    it(`opens to the admin token alone, before its id or body is looked at: ${method} ${path}`, async () => {
      for (const [what, headers] of wrong) {
        assert.equal(await knock(method, path, headers), 401, what);
      }
      const opened = await knock(method, path, { Authorization: 'Bearer admin-token' });
      assert.notEqual(opened, 401);
    });
  }

  it('is one of many', () => assert.ok(doors.length >= 15, String(doors.length)));
});
