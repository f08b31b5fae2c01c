import assert from 'node:assert/strict';
import {
  type Client,
  type CreatePageParameters,
  isFullDatabase,
  isFullDataSource,
  isFullPage,
  iterateAllDataSourceRows,
} from '@notionhq/client';
import { databaseId, dataSourceId, homeId, text, useNotion } from './notion-workspace.js';

type Properties = NonNullable<CreatePageParameters['properties']>;

describe('A table of the Notion stand-in', () => {
  const workspace = useNotion({ maxQueryResults: 120 });
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  async function create(properties: Properties) {
    return notion.pages.create({
      parent: { data_source_id: dataSourceId },
      properties,
    });
  }

  async function schema() {
    const source = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    return source.properties;
  }

  async function query(args: Partial<Parameters<Client['dataSources']['query']>[0]> = {}) {
    return notion.dataSources.query({ data_source_id: dataSourceId, ...args });
  }

  it('and its database know each other', async () => {
    const database = await notion.databases.retrieve({ database_id: databaseId });
    const source = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    assert.ok(isFullDatabase(database) && isFullDataSource(source));
    assert.deepEqual(database.data_sources, [{ id: dataSourceId, name: 'Contacts' }]);
    assert.deepEqual(source.parent, { type: 'database_id', database_id: databaseId });
    const { Friends } = source.properties;
    assert.ok(Friends?.type === 'relation');
    assert.equal(Friends.relation.database_id, databaseId);
  });

  it('can be made with its database under a page', async () => {
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id: homeId },
      title: text('Tracker'),
      initial_data_source: { properties: { Name: { title: {} }, Key: { rich_text: {} } } },
    });
    assert.ok(isFullDatabase(database));
    const [source] = database.data_sources;
    assert.equal(source?.name, 'Tracker');
    const { properties } = await notion.dataSources.retrieve({ data_source_id: source.id });
    assert.deepEqual(
      Object.values(properties).map(({ name, type }) => [name, type]),
      [
        ['Name', 'title'],
        ['Key', 'rich_text'],
      ],
    );
  });

  it('gets, renames and loses columns; values follow a new name', async () => {
    const { id } = await create({ Score: { number: 7 } });
    await notion.dataSources.update({
      data_source_id: dataSourceId,
      properties: { Phone: { phone_number: {} }, Score: { name: 'Points' }, Site: null },
    });
    const names = Object.keys(await schema());
    assert.ok(names.includes('Phone') && names.includes('Points'));
    assert.ok(!names.includes('Score') && !names.includes('Site'));
    const page = await notion.pages.retrieve({ page_id: id });
    assert.ok(isFullPage(page) && page.properties.Points?.type === 'number');
    assert.equal(page.properties.Points.number, 7);
  });

  it('drops the options that an update leaves out', async () => {
    const { id } = await create({ Segment: { select: { name: 'Cold' } } });
    await notion.dataSources.update({
      data_source_id: dataSourceId,
      properties: { Segment: { select: { options: [{ name: 'Hot' }, { name: 'Warm' }] } } },
    });
    const page = await notion.pages.retrieve({ page_id: id });
    assert.ok(isFullPage(page) && page.properties.Segment?.type === 'select');
    assert.equal(page.properties.Segment.select, null);
  });

  describe('a long query', () => {
    async function fill(rows: number) {
      for (let index = 0; index < rows; index += 1) {
        workspace.clock.now = new Date(Date.parse('2026-11-03T00:00:00Z') + index * 60_000);
        await create({ Score: { number: index } });
      }
    }

    it('is paged by cursor and ends at the limit with a status', async () => {
      await fill(130);
      const first = await query();
      assert.deepEqual([first.results.length, first.has_more], [100, true]);
      const last = await query({ start_cursor: first.next_cursor });
      assert.deepEqual([last.results.length, last.has_more, last.next_cursor], [20, false, null]);
      assert.deepEqual(last.request_status, {
        type: 'incomplete',
        incomplete_reason: 'query_result_limit_reached',
      });
    });

    it('reaches every row with the SDK, window after window', async () => {
      await fill(130);
      const ids = new Set<string>();
      for await (const row of iterateAllDataSourceRows(notion, { data_source_id: dataSourceId })) {
        ids.add(row.id);
      }
      assert.equal(ids.size, 131);
    });

    it('refuses a page above 100 and a cursor of another list', async () => {
      await assert.rejects(query({ page_size: 101 }), /page_size should be ≤ `100`/);
      await assert.rejects(query({ start_cursor: homeId }), /start_cursor/);
    });
  });
});
