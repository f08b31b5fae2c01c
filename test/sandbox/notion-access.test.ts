import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APIResponseError, type Client } from '@notionhq/client';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import {
  databaseId,
  dataSourceId,
  notionClient,
  seed,
  text,
  useNotion,
} from './notion-workspace.js';

describe('Access to the Notion stand-in', () => {
  const workspace = useNotion();
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  const ask = (headers: Record<string, string>, path = '/v1/users/me') =>
    fetch(workspace.url() + path, { headers });

  it('needs a token', async () => {
    const answer = await ask({ 'Notion-Version': '2026-03-11' });
    const { request_id, ...body } = (await answer.json()) as Record<string, unknown>;
    assert.match(String(request_id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(body, {
      object: 'error',
      status: 401,
      code: 'unauthorized',
      message: 'API token is invalid.',
    });
  });

  it('needs a version', async () => {
    const answer = await ask({ authorization: 'Bearer ntn_test' });
    const { code } = (await answer.json()) as { code: string };
    assert.deepEqual([answer.status, code], [400, 'missing_version']);
  });

  it('shows who asks', async () => {
    assert.equal((await notion.users.me({})).type, 'bot');
  });

  const refusals: [string, () => Promise<unknown>, string][] = [
    ['an unknown page', () => notion.pages.retrieve({ page_id: dataSourceId }), 'object_not_found'],
    [
      'an unknown data source',
      () => notion.dataSources.retrieve({ data_source_id: databaseId }),
      'object_not_found',
    ],
    ['what is no id', () => notion.pages.retrieve({ page_id: 'home' }), 'validation_error'],
    [
      'an unknown address',
      () => notion.request({ path: 'nothing', method: 'get' }),
      'invalid_request_url',
    ],
  ];
  for (const [what, request, code] of refusals) {
    it(`to ${what} answers ${code}`, () => assert.rejects(request(), { code }));
  }
});

describe('Notion stand-in with its own rate limit', () => {
  it('refuses the 181st request of a minute and tells how long to wait', async () => {
    let now = new Date('2026-11-02T10:00:00Z');
    const standIn = createNotionStandIn({ file: ':memory:', now: () => now });
    const server = await standIn.listen(0);
    const notion = notionClient(server.url);
    for (let request = 1; request <= 180; request += 1) await notion.users.me({});
    now = new Date('2026-11-02T10:00:20Z');
    await assert.rejects(notion.users.me({}), (error) => {
      assert.ok(APIResponseError.isAPIResponseError(error));
      assert.deepEqual(
        [error.status, error.code, (error.headers as Headers).get('retry-after')],
        [429, 'rate_limited', '40'],
      );
      return true;
    });
    now = new Date('2026-11-02T10:01:00Z');
    await notion.users.me({});
    await server.close();
    standIn.close();
  });
});

describe('Notion stand-in on disk', () => {
  it('has the same pages, columns, blocks and ledger after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'notion-'));
    const options = { file: join(folder, 'notion.db'), seed };
    const seen: unknown[] = [];
    for (const start of ['first', 'second']) {
      const standIn = createNotionStandIn(options);
      const server = await standIn.listen(0);
      const notion = notionClient(server.url);
      if (start === 'first') {
        const page = await notion.pages.create({
          parent: { data_source_id: dataSourceId },
          properties: { Segment: { select: { name: 'Warm' } } },
          children: [{ paragraph: { rich_text: text('Hi') } }],
        });
        await notion.blocks.children.append({ block_id: page.id, children: [{ divider: {} }] });
      }
      const source = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
      const rows = await notion.dataSources.query({ data_source_id: dataSourceId });
      const blocks = await notion.blocks.children.list({ block_id: rows.results[1]?.id ?? '' });
      seen.push([source, rows, blocks, standIn.ledger()]);
      assert.equal(blocks.results.length, 2);
      assert.equal(standIn.ledger().length, 2);
      await server.close();
      standIn.close();
    }
    await rm(folder, { recursive: true });
    assert.deepEqual(seen[0], seen[1]);
  });
});
