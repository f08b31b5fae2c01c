import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { misfits, type SdkType, type Vendor } from './schemas.js';
import { installedSdk, type SdkSchemas, schemaFile, sdkTypes } from './sdk-types.js';
import { Traffic } from './traffic.js';

describe("Schemas made from the SDKs' types", () => {
  for (const vendor of Object.values(sdkTypes)) {
    it(`are those of the installed ${vendor.sdk}, with every type`, async () => {
      const { sdk, definitions } = JSON.parse(
        await readFile(schemaFile(vendor), 'utf8'),
      ) as SdkSchemas;
      const installed = await installedSdk(vendor);
      const remedy = `made from ${sdk}, installed is ${installed}: run "npm run contract-schemas"`;
      assert.equal(sdk, installed, remedy);
      const missing = vendor.types.filter((type) => !(type in definitions));
      assert.deepEqual(missing, [], 'run "npm run contract-schemas"');
    });
  }

  const id = '30000000-0000-4000-8000-000000000000';
  const mail = { from: 'ava@studio.test', to: 'sarah@inbox.test', subject: 'Hello' };
  const query = (filter: unknown) => ({ data_source_id: id, filter });
  const create = (properties: unknown) => ({ parent: { data_source_id: id }, properties });

  const fitting: [Vendor, string, unknown][] = [
    ['notion', 'QueryDataSourceParameters', query({ property: 'Email', email: { equals: 'a' } })],
    ['notion', 'CreatePageParameters', create({ Score: { number: 7 } })],
    ['notion', 'UpdatePageParameters', { page_id: id, in_trash: true }],
    ['resend', 'EmailApiOptions', mail],
  ];
  for (const [vendor, type, value] of fitting) {
    it(`let pass ${type} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(misfits(vendor, type as SdkType<Vendor>, value), []);
    });
  }

  const wrong: [Vendor, string, unknown, RegExp][] = [
    ['notion', 'QueryDataSourceParameters', query({ property: 'A', email: { like: 'a' } }), /like/],
    [
      'notion',
      'QueryDataSourceParameters',
      query({ property: 'A', number: { equals: '7' } }),
      /num/,
    ],
    ['notion', 'QueryDataSourceParameters', { data_source_id: id, limit: 5 }, /limit/],
    ['notion', 'CreatePageParameters', create({ Score: { number: '7' } }), /Score/],
    ['notion', 'UpdatePageParameters', { page_id: id, in_trash: 'yes' }, /in_trash/],
    ['notion', 'PageObjectResponse', { object: 'page', id }, /created_time/],
    ['resend', 'EmailApiOptions', { ...mail, replyTo: 'ava@studio.test' }, /replyTo/],
    ['resend', 'EmailApiOptions', { ...mail, tags: { sequence: '5day' } }, /tags must be array/],
    ['resend', 'CreateEmailResponseSuccess', { id: 7 }, /id must be string/],
  ];
  for (const [vendor, type, value, said] of wrong) {
    it(`refuse ${type} ${JSON.stringify(value)}`, () => {
      assert.match(misfits(vendor, type as SdkType<Vendor>, value).join('\n'), said);
    });
  }
});

describe('The check of all traffic', () => {
  const exchange = { method: 'POST', path: '/emails', query: {} };
  const body = { from: 'ava@studio.test', to: 'sarah@inbox.test', subject: 'Hello' };
  const told = (traffic: Traffic) => {
    try {
      traffic.assertFaithful();
      return 'faithful';
    } catch (error) {
      return error instanceof Error ? error.message.split('\n').slice(1).join('\n') : '';
    }
  };

  it('lets a faithful exchange pass, and counts what it checked', () => {
    const traffic = new Traffic({ allRequests: false });
    traffic.observer('resend')({ ...exchange, body, answer: { id: 'a' } });
    assert.deepEqual([told(traffic), traffic.checked], ['faithful', 2]);
  });

  it('fails on a wrong answer, once', () => {
    const traffic = new Traffic({ allRequests: false });
    traffic.observer('resend')({ ...exchange, body, answer: { ID: 'a' } });
    assert.match(told(traffic), /^resend POST \/emails, CreateEmailResponseSuccess: .+\(id\)/);
    assert.equal(told(traffic), 'faithful');
  });

  it('fails on a wrong request that was refused only where the product is meant', () => {
    const refused = { ...exchange, body: { ...body, replyTo: 'x' }, answer: undefined };
    for (const [allRequests, verdict] of [
      [false, /^faithful$/],
      [true, /EmailApiOptions: .+\(replyTo\)/],
    ] as const) {
      const traffic = new Traffic({ allRequests });
      traffic.observer('resend')(refused);
      assert.match(told(traffic), verdict);
    }
  });

  it('names what is wrong with one result of a query', () => {
    const traffic = new Traffic({ allRequests: false });
    traffic.observer('notion')({
      method: 'POST',
      path: '/v1/data_sources/30000000-0000-4000-8000-000000000000/query',
      query: {},
      body: {},
      answer: { object: 'list', results: [{ object: 'page' }] },
    });
    assert.match(told(traffic), /^notion POST .+, PageObjectResponse: .+ property 'id' \(id\)/);
  });

  it('fails on an answer that no type is known for', () => {
    const traffic = new Traffic({ allRequests: false });
    traffic.observer('notion')({ ...exchange, body: {}, answer: {} });
    assert.match(told(traffic), /^notion POST \/emails: no type is known for it/);
  });
});
