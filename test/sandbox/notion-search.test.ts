import assert from 'node:assert/strict';
import { APIResponseError, type Client, isFullBlock, isFullDataSource } from '@notionhq/client';
import { databaseId, dataSourceId, homeId, text, useNotion } from './notion-workspace.js';

describe('What the Notion stand-in shows of a workspace', () => {
  const workspace = useNotion();
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  const titles = async (parameters: Parameters<Client['search']>[0]) =>
    (await notion.search(parameters)).results.map(({ object, id }) => `${object} ${id}`);

  it('finds pages and data sources by a part of their title, whatever its case', async () => {
    assert.deepEqual(await titles({ query: 'contact' }), [`data_source ${dataSourceId}`]);
    assert.deepEqual(await titles({ query: 'home' }), [`page ${homeId}`]);
    assert.deepEqual(await titles({ query: 'nothing' }), []);
    const filter = { property: 'object', value: 'data_source' } as const;
    assert.deepEqual(await titles({ filter }), [`data_source ${dataSourceId}`]);
    const wrong = { property: 'object', value: 'database' } as unknown as typeof filter;
    await assert.rejects(notion.search({ filter: wrong }), /body\.filter\.value should be/);
  });

  it('finds what is new after a while', async () => {
    await notion.databases.create({
      parent: { type: 'page_id', page_id: homeId },
      title: text('New'),
    });
    workspace.standIn.setFaults([{ kind: 'query-lag', route: 'POST /v1/search', delayMs: 20_000 }]);
    assert.deepEqual(await titles({ query: 'New' }), []);
    workspace.clock.now = new Date(workspace.clock.now.getTime() + 20_000);
    assert.equal((await titles({ query: 'New' })).length, 1);
  });

  it('shows the databases and pages that stand on a page, by their own ids', async () => {
    const parent = { type: 'page_id', page_id: homeId } as const;
    const database = await notion.databases.create({ parent, title: text('Tracker') });
    const page = await notion.pages.create({
      parent,
      properties: { title: { title: text('Notes') } },
    });
    const { results } = await notion.blocks.children.list({ block_id: homeId });
    const shown = results.map((block) => (isFullBlock(block) ? [block.type, block.id] : []));
    assert.deepEqual(shown, [
      ['child_database', database.id],
      ['child_page', page.id],
    ]);
  });

  it('makes no relation to what is not there', async () => {
    const relation = {
      data_source_id: databaseId,
      type: 'single_property',
      single_property: {},
    } as const;
    await assert.rejects(
      notion.dataSources.update({ data_source_id: dataSourceId, properties: { Of: { relation } } }),
      (error) => APIResponseError.isAPIResponseError(error) && error.status === 404,
    );
  });

  it('knows who made a database, and other integrations by name', async () => {
    const kestra = { id: '70000000-0000-4000-8000-000000000000', name: 'Kestra' };
    const madeId = '80000000-0000-4000-8000-000000000000';
    await workspace.standIn.seed({
      integrations: [kestra],
      databases: [
        {
          id: '81000000-0000-4000-8000-000000000000',
          dataSourceId: madeId,
          title: 'Old',
          properties: { Name: { title: {} } },
          rows: [],
          madeBy: kestra.id,
        },
      ],
    });
    const source = await notion.dataSources.retrieve({ data_source_id: madeId });
    assert.equal(isFullDataSource(source) && source.created_by.id, kestra.id);
    const user = await notion.users.retrieve({ user_id: kestra.id });
    assert.deepEqual('name' in user && [user.name, user.type], ['Kestra', 'bot']);
    const { id } = await notion.users.me({});
    const ours = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    assert.equal(isFullDataSource(ours) && ours.created_by.id, id);
  });

  it('makes nothing more at its block limit, and still reads and changes', async () => {
    workspace.standIn.setFaults([{ kind: 'block-limit' }]);
    const parent = { data_source_id: dataSourceId };
    await assert.rejects(
      notion.pages.create({ parent, properties: {} }),
      (error) =>
        APIResponseError.isAPIResponseError(error) &&
        error.status === 403 &&
        error.additional_data?.['block_limit'] !== undefined,
    );
    const properties = { Twice: { number: {} } };
    await notion.dataSources.update({ data_source_id: dataSourceId, properties });
    assert.equal((await notion.dataSources.query(parent)).results.length, 1);
  });

  it('lets a token that may only read change nothing', async () => {
    workspace.standIn.setFaults([{ kind: 'read-only' }]);
    const properties = { Twice: { number: {} } };
    await assert.rejects(
      notion.dataSources.update({ data_source_id: dataSourceId, properties }),
      (error) =>
        APIResponseError.isAPIResponseError(error) &&
        error.code === 'restricted_resource' &&
        error.additional_data === undefined,
    );
    await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    assert.deepEqual(await titles({ query: 'home' }), [`page ${homeId}`]);
  });
});
