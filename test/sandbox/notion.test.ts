import assert from 'node:assert/strict';
import { type Client, type CreatePageParameters, isFullPage } from '@notionhq/client';
import { databaseId, dataSourceId, homeId, text, useNotion } from './notion-workspace.js';

type Properties = NonNullable<CreatePageParameters['properties']>;

describe('A page of the Notion stand-in', () => {
  const workspace = useNotion();
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  async function create(properties: Properties) {
    const page = await notion.pages.create({
      parent: { data_source_id: dataSourceId },
      properties,
    });
    assert.ok(isFullPage(page));
    return page;
  }

  async function schema() {
    const source = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    return source.properties;
  }

  async function query(args: Partial<Parameters<Client['dataSources']['query']>[0]> = {}) {
    return notion.dataSources.query({ data_source_id: dataSourceId, ...args });
  }

  it('is a full one, with times to the minute', async () => {
    const { properties, ...page } = await create({ Name: { title: text('Ava') } });
    const by = { object: 'user', id: page.created_by.id };
    assert.deepEqual(page, {
      object: 'page',
      id: page.id,
      created_time: '2026-11-02T10:00:00.000Z',
      last_edited_time: '2026-11-02T10:00:00.000Z',
      created_by: by,
      last_edited_by: by,
      in_trash: false,
      archived: false,
      is_archived: false,
      is_locked: false,
      parent: { type: 'data_source_id', data_source_id: dataSourceId, database_id: databaseId },
      icon: null,
      cover: null,
      url: `https://www.notion.so/${page.id.replaceAll('-', '')}`,
      public_url: null,
    });
    assert.deepEqual(Object.keys(properties), Object.keys(await schema()));
  });

  it('reads back every type of value in full', async () => {
    const friend = await create({});
    const { properties } = await create({
      Name: { title: [{ text: { content: 'A' } }, { text: { content: 'va' } }] },
      Email: { email: 'ava@inbox.test' },
      Notes: {
        rich_text: [
          {
            text: { content: 'site', link: { url: 'https://ava.test/' } },
            annotations: { bold: true },
          },
        ],
      },
      Score: { number: 7.5 },
      Segment: { select: { name: 'Hot' } },
      Stage: { status: { name: 'Open' } },
      'Sent At': { date: { start: '2026-11-02T10:00:42.5Z' } },
      Site: { url: 'https://ava.test/' },
      Done: { checkbox: true },
      Friends: { relation: [{ id: friend.id.replaceAll('-', '') }] },
    });
    const plain = {
      bold: false,
      italic: false,
      strikethrough: false,
      underline: false,
      code: false,
      color: 'default',
    };
    const segment = (content: string) => ({
      type: 'text',
      text: { content, link: null },
      annotations: plain,
      plain_text: content,
      href: null,
    });
    const { Segment: segmentColumn, Stage: stageColumn } = await schema();
    assert.ok(segmentColumn?.type === 'select' && stageColumn?.type === 'status');
    const [hot] = segmentColumn.select.options;
    const [open] = stageColumn.status.options;
    const values = Object.entries(properties).map(([name, { id: _id, ...value }]) => [name, value]);
    assert.deepEqual(Object.fromEntries(values), {
      Name: { type: 'title', title: [segment('A'), segment('va')] },
      Email: { type: 'email', email: 'ava@inbox.test' },
      Notes: {
        type: 'rich_text',
        rich_text: [
          {
            type: 'text',
            text: { content: 'site', link: { url: 'https://ava.test/' } },
            annotations: { ...plain, bold: true },
            plain_text: 'site',
            href: 'https://ava.test/',
          },
        ],
      },
      Score: { type: 'number', number: 7.5 },
      Segment: { type: 'select', select: { id: hot?.id, name: 'Hot', color: hot?.color } },
      Stage: { type: 'status', status: { id: open?.id, name: 'Open', color: open?.color } },
      'Sent At': {
        type: 'date',
        date: { start: '2026-11-02T10:00:42.500+00:00', end: null, time_zone: null },
      },
      Site: { type: 'url', url: 'https://ava.test/' },
      Done: { type: 'checkbox', checkbox: true },
      Friends: { type: 'relation', relation: [{ id: friend.id }] },
    });
  });

  it('keeps what a patch does not name, and clears with null', async () => {
    const { id } = await create({ Score: { number: 7 }, Email: { email: 'ava@inbox.test' } });
    workspace.clock.now = new Date('2026-11-02T11:00:00Z');
    const page = await notion.pages.update({
      page_id: id,
      properties: { Score: { number: null } },
    });
    assert.ok(isFullPage(page));
    const { Score, Email } = page.properties;
    assert.ok(Score?.type === 'number' && Email?.type === 'email');
    assert.deepEqual([Score.number, Email.email], [null, 'ava@inbox.test']);
    assert.deepEqual(
      [page.created_time, page.last_edited_time],
      ['2026-11-02T10:00:00.000Z', '2026-11-02T11:00:00.000Z'],
    );
  });

  it('makes an option that it names for the first time', async () => {
    await create({ Segment: { select: { name: 'Warm' } } });
    const { Segment } = await schema();
    assert.ok(Segment?.type === 'select');
    assert.deepEqual(
      Segment.select.options.map(({ name }) => name),
      ['Hot', 'Cold', 'Warm'],
    );
  });

  it('in the trash can be read, found there only, not edited, and taken out', async () => {
    const { id } = await create({});
    const inTable = async (in_trash: boolean) =>
      (await query({ in_trash })).results.some((row) => row.id === id);
    await notion.pages.update({ page_id: id, in_trash: true });
    const read = await notion.pages.retrieve({ page_id: id });
    assert.ok(isFullPage(read) && read.in_trash && read.archived);
    assert.deepEqual([await inTable(false), await inTable(true)], [false, true]);
    await assert.rejects(
      notion.pages.update({ page_id: id, properties: { Score: { number: 1 } } }),
      { code: 'validation_error' },
    );
    await notion.pages.update({ page_id: id, in_trash: false });
    assert.equal(await inTable(false), true);
  });

  it('shows 25 references of a column, the rest at its own address', async () => {
    const { id } = await create({
      Notes: { rich_text: Array.from({ length: 30 }, (_, index) => text(`${index} `)).flat() },
    });
    const page = await notion.pages.retrieve({ page_id: id });
    assert.ok(isFullPage(page) && page.properties.Notes?.type === 'rich_text');
    assert.equal(page.properties.Notes.rich_text.length, 25);
    const item = { page_id: id, property_id: page.properties.Notes.id, page_size: 20 };
    const first = await notion.pages.properties.retrieve(item);
    assert.ok(first.object === 'list');
    const rest = await notion.pages.properties.retrieve({
      ...item,
      start_cursor: first.next_cursor,
    });
    assert.ok(rest.object === 'list');
    const words = [...first.results, ...rest.results].map((result) =>
      result.type === 'rich_text' ? result.rich_text.plain_text.trim() : '',
    );
    assert.deepEqual([words.length, words[0], words[29], rest.has_more], [30, '0', '29', false]);
  });

  it('shows a simple column at its own address', async () => {
    const page = await create({ Score: { number: 7 } });
    const property_id = page.properties.Score?.id ?? '';
    const item = await notion.pages.properties.retrieve({ page_id: page.id, property_id });
    assert.deepEqual(item, {
      object: 'property_item',
      id: property_id,
      type: 'number',
      number: 7,
    });
  });

  it('can be made under another page, with a title alone', async () => {
    const page = await notion.pages.create({
      parent: { page_id: homeId },
      properties: { title: { title: text('Below') } },
    });
    assert.ok(isFullPage(page) && page.properties.title?.type === 'title');
    assert.deepEqual(page.parent, { type: 'page_id', page_id: homeId });
  });
});
