import assert from 'node:assert/strict';
import { Client, type CreatePageParameters, isNotionClientError, LogLevel } from '@notionhq/client';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';

const databaseId = '20000000-0000-4000-8000-000000000000';
const dataSourceId = '30000000-0000-4000-8000-000000000000';

/** How long the client waits, in ms: long where an answer comes, however busy the machine is. */
const patient = 10_000;
const impatient = 2_000;

describe('Notion stand-in under faults', () => {
  let now = new Date('2026-11-02T10:00:00Z');
  const traffic = new Traffic({ allRequests: false });
  const standIn = createNotionStandIn({
    file: ':memory:',
    observer: traffic.observer('notion'),
    requestsPerMinute: 100_000,
    now: () => now,
    seed: {
      databases: [
        {
          id: databaseId,
          dataSourceId,
          title: 'Tracker',
          properties: { Name: { title: {} }, Key: { rich_text: {} }, Number: { number: {} } },
          rows: [],
        },
      ],
    },
  });
  let server: StandInServer;
  let notion: Client;
  let patienceMs = patient;

  before(async () => {
    server = await standIn.listen(0);
    notion = new Client({
      auth: 'ntn_test',
      baseUrl: server.url,
      notionVersion: '2026-03-11',
      retry: false,
      logLevel: LogLevel.ERROR,
      fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) }),
    });
  });
  beforeEach(async () => {
    now = new Date('2026-11-02T10:00:00Z');
    patienceMs = patient;
    await standIn.reset();
  });
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server.close();
    standIn.close();
  });

  function create(properties: NonNullable<CreatePageParameters['properties']> = {}) {
    return notion.pages.create({ parent: { data_source_id: dataSourceId }, properties });
  }

  /** What the SDK throws: the code of its own errors, else the name. */
  async function thrown(): Promise<string> {
    try {
      await create();
      return 'nothing';
    } catch (error) {
      if (isNotionClientError(error)) return error.code;
      return error instanceof Error ? error.name : String(error);
    }
  }

  /** The fault, what the SDK throws, whether the page was made. */
  const unknownAnswer = 'notionhq_client_response_error';
  const cases: [Fault, string, boolean][] = [
    [{ kind: 'status', status: 500 }, 'internal_server_error', false],
    [{ kind: 'status', status: 529, retryAfterSeconds: 90 }, 'service_overload', false],
    [{ kind: 'status', status: 404 }, 'object_not_found', false],
    [{ kind: 'before', then: 'reset' }, 'TypeError', false],
    [{ kind: 'before', then: 'silence' }, 'TimeoutError', false],
    [{ kind: 'before', then: 504 }, 'gateway_timeout', false],
    [{ kind: 'after' }, 'TypeError', true],
    [{ kind: 'after', then: 'silence' }, 'TimeoutError', true],
    [{ kind: 'after', then: 503 }, 'service_unavailable', true],
    [{ kind: 'hang' }, 'TimeoutError', false],
    [{ kind: 'slow-body', delayMs: 5 }, 'TimeoutError', true],
    [{ kind: 'not-json' }, 'SyntaxError', false],
    [{ kind: 'not-json', status: 502 }, unknownAnswer, false],
    [{ kind: 'null-body', status: 500 }, unknownAnswer, false],
    [{ kind: 'reset' }, 'TypeError', false],
    [{ kind: 'refuse' }, 'TypeError', false],
    [{ kind: 'pause', delayMs: 10 }, 'nothing', true],
    [{ kind: 'conflict' }, 'conflict_error', false],
    [{ kind: 'blocked' }, 'rate_limited', false],
  ];
  for (const [fault, error, isMade] of cases) {
    it(`${JSON.stringify(fault)}: ${error}`, async () => {
      if (error === 'TimeoutError') patienceMs = impatient;
      standIn.setFaults([fault]);
      assert.equal(await thrown(), error);
      assert.equal(standIn.ledger().length, isMade ? 1 : 0);
    });
  }

  it('names with "after" the page that was made, when told to', async () => {
    standIn.setFaults([
      { kind: 'after', route: 'POST /pages', then: 503, committedResourceId: true },
    ]);
    await assert.rejects(create(), (error: { additional_data?: unknown }) => {
      assert.deepEqual(error.additional_data, {
        committed_resource_id: standIn.ledger()[0]?.id,
      });
      return true;
    });
  });

  it('gives the reason of a block, and how long to wait', async () => {
    standIn.setFaults([{ kind: 'blocked', retryAfterSeconds: 60 }]);
    await assert.rejects(create(), (error: { additional_data?: unknown; headers?: Headers }) => {
      assert.equal(error.headers?.get('retry-after'), '60');
      assert.deepEqual(error.additional_data, {
        rate_limit_reason: 'public_api_request_blocked',
      });
      return true;
    });
  });

  it('hides new rows from queries for a while, not from reads by id', async () => {
    standIn.setFaults([{ kind: 'query-lag', delayMs: 30_000 }]);
    const { id } = await create();
    const rows = async () => {
      const { results } = await notion.dataSources.query({ data_source_id: dataSourceId });
      return results.length;
    };
    assert.equal((await notion.pages.retrieve({ page_id: id })).id, id);
    now = new Date('2026-11-02T10:00:29Z');
    assert.equal(await rows(), 0);
    now = new Date('2026-11-02T10:00:30Z');
    assert.equal(await rows(), 1);
  });

  describe('drift', () => {
    const drift = (body: object) =>
      fetch(`${server.url}/_control/drift`, { method: 'POST', body: JSON.stringify(body) });
    const schema = async () => {
      const { properties } = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
      return Object.values(properties).map(({ name, type }) => [name, type]);
    };

    it('renames a column', async () => {
      await drift({ database: databaseId, property: 'Key', rename: 'key' });
      assert.deepEqual(await schema(), [
        ['Name', 'title'],
        ['key', 'rich_text'],
        ['Number', 'number'],
      ]);
    });

    it('retypes a column, whose values cannot be read then', async () => {
      const { id } = await create({ Number: { number: 7 } });
      await drift({ database: 'Tracker', property: 'Number', type: 'rich_text' });
      const page = await notion.pages.retrieve({ page_id: id });
      assert.ok('properties' in page && page.properties.Number?.type === 'rich_text');
      assert.deepEqual(page.properties.Number.rich_text, []);
    });

    const mistakes: [object, RegExp][] = [
      [{ database: 'Nope', property: 'Key', rename: 'key' }, /^database: no Nope here/],
      [{ database: databaseId, property: 'Nope', rename: 'key' }, /^property: no Nope in/],
      [{ database: databaseId, property: 'Key', type: 'text' }, /^type: "text" is not a type/],
      [{ database: databaseId, property: 'Key' }, /^expected "rename" or "type"/],
    ];
    for (const [body, message] of mistakes) {
      it(`refuses ${JSON.stringify(body)}`, async () => {
        const answer = await drift(body);
        assert.equal(answer.status, 422);
        assert.match(((await answer.json()) as { error: string }).error, message);
      });
    }
  });

  it('is the seed again after a reset', async () => {
    await create();
    await fetch(`${server.url}/_control/drift`, {
      method: 'POST',
      body: JSON.stringify({ database: databaseId, property: 'Key', rename: 'key' }),
    });
    await standIn.reset();
    const { results } = await notion.dataSources.query({ data_source_id: dataSourceId });
    const { properties } = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    assert.deepEqual([results, Object.keys(properties)], [[], ['Name', 'Key', 'Number']]);
    assert.deepEqual(standIn.ledger(), []);
  });

  it('takes more databases and rows while it runs', async () => {
    const more = '40000000-0000-4000-8000-000000000000';
    await standIn.seed({
      databases: [
        {
          id: '50000000-0000-4000-8000-000000000000',
          dataSourceId: more,
          title: 'More',
          properties: { Name: { title: {} } },
          rows: [{}, {}],
        },
      ],
    });
    const { results } = await notion.dataSources.query({ data_source_id: more });
    assert.equal(results.length, 2);
  });
});
