import assert from 'node:assert/strict';
import fc from 'fast-check';
import { events, type WebsiteEvent } from '../../../src/campaign/events.js';
import { olderPaths } from '../../../src/campaign/older-names.js';
import { promised } from '../../campaign/promises/promises.js';
import { bearer, json, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const app = loneApi({
  client: stubTemporal().client,
  limits: { isExempt: () => true },
});

async function post(path: string, body: string | Uint8Array<ArrayBuffer>) {
  const response = await app.request(path, {
    method: 'POST',
    headers: { ...json, ...bearer },
    body,
  });
  const { errors = [] } = (await response.json()) as { errors?: { path: string }[] };
  return { status: response.status, paths: errors.map(({ path: faulty }) => faulty) };
}

/** A body that an event takes; with a fault in one field it takes none. */
const goodFor = (name: string) => ({
  email: 'a@b.org',
  ...promised.find((one) => one.name === name)?.least,
});

/** The fields of an event, with those that its description tells. */
const fieldsOf = ({ body }: WebsiteEvent) =>
  Object.keys((body as unknown as { shape: object }).shape);

const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.integer().map(String),
  fc.constantFrom('', ' ', 'constructor', '__proto__', '\u0000', 'x'.repeat(3_000), 1e308, -0),
);

describe('any JSON, posted to any webhook,', () => {
  for (const event of events) {
    const { name, oneOf } = event;
    const good = goodFor(name);
    const paths = [
      `/webhooks/${name}`,
      ...olderPaths(name).map((path) => path.replace(':key', 'general-key')),
    ];

    it(`is answered, and never by our own fault: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, body) => {
          const { status, paths: faulty } = await post(path, JSON.stringify(body));
          assert.ok([200, 202, 422].includes(status), String(status));
          const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
          if (!isObject) assert.deepEqual([status, faulty], [422, ['']]);
        }),
      );
    });

    it(`is refused by the names of its own faulty fields: ${name}`, async () => {
      const fields = fieldsOf(event);
      const changes = fc.dictionary(fc.constantFrom(...fields, 'unknown_field'), value, {
        maxKeys: 5,
      });
      await fc.assert(
        fc.asyncProperty(changes, async (change) => {
          const { status, paths: faulty } = await post(
            `/webhooks/${name}`,
            JSON.stringify({ ...good, ...change }),
          );
          assert.ok([200, 202, 422].includes(status), String(status));
          assert.equal(status === 422, faulty.length > 0);
          assert.equal(new Set(faulty).size, faulty.length, 'each once');
          for (const path of faulty) {
            const [field = ''] = path.split('.');
            const isOneOf = oneOf[0] === field;
            assert.ok(fields.includes(field), path);
            assert.ok(field in change || isOneOf, `${path} was not changed`);
          }
        }),
      );
    });

    it(`is refused for an object in any one field, naming that field: ${name}`, async () => {
      for (const field of fieldsOf(event)) {
        const body = JSON.stringify({ ...good, [field]: { a: 1 } });
        const { status, paths: faulty } = await post(`/webhooks/${name}`, body);
        assert.deepEqual([status, faulty], [422, [field]]);
      }
    });
  }

  it('may as well be any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { status } = await post('/webhooks/signup', new Uint8Array(bytes));
        assert.ok([400, 422].includes(status), String(status));
      }),
    );
  });
});
