import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  APIResponseError,
  Client,
  type CreatePageParameters,
  isFullBlock,
  isFullDatabase,
  isFullDataSource,
  isFullPage,
  iterateAllDataSourceRows,
  LogLevel,
} from '@notionhq/client';
import { createNotionStandIn, type NotionSeed } from '../../src/sandbox/notion/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';

const homeId = '10000000-0000-4000-8000-000000000000';
const databaseId = '20000000-0000-4000-8000-000000000000';
const dataSourceId = '30000000-0000-4000-8000-000000000000';

const seed: NotionSeed = {
  pages: [{ id: homeId, title: 'Home' }],
  databases: [
    {
      id: databaseId,
      dataSourceId,
      title: 'Contacts',
      properties: {
        Name: { title: {} },
        Email: { email: {} },
        Notes: { rich_text: {} },
        Score: { number: {} },
        Segment: { select: { options: [{ name: 'Hot' }, { name: 'Cold' }] } },
        Stage: { status: { options: [{ name: 'Open' }] } },
        'Sent At': { date: {} },
        Site: { url: {} },
        Done: { checkbox: {} },
        Friends: { relation: { data_source_id: dataSourceId, single_property: {} } },
      },
      rows: [{ Name: { title: [{ text: { content: 'Sarah' } }] } }],
    },
  ],
};

type Properties = NonNullable<CreatePageParameters['properties']>;

const text = (content: string) => [{ text: { content } }];

describe('Notion stand-in', () => {
  let now = new Date('2026-11-02T10:00:42Z');
  const standIn = createNotionStandIn({
    file: ':memory:',
    seed,
    requestsPerMinute: 100_000,
    maxQueryResults: 120,
    now: async () => now,
  });
  let server: StandInServer;
  let notion: Client;

  before(async () => {
    server = await standIn.listen(0);
    notion = clientOf(server);
  });
  beforeEach(async () => {
    now = new Date('2026-11-02T10:00:42Z');
    await standIn.reset();
  });
  after(async () => {
    await server.close();
    standIn.close();
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

  describe('a page', () => {
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
      const values = Object.entries(properties).map(([name, { id: _id, ...value }]) => [
        name,
        value,
      ]);
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
        Friends: { type: 'relation', relation: [{ id: friend.id }], has_more: false },
      });
    });

    it('keeps what a patch does not name, and clears with null', async () => {
      const { id } = await create({ Score: { number: 7 }, Email: { email: 'ava@inbox.test' } });
      now = new Date('2026-11-02T11:00:00Z');
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

  describe('a write is refused', () => {
    const long = (length: number) => 'x'.repeat(length);
    const cases: [string, unknown, RegExp][] = [
      ['for an unknown column', { Nope: { number: 1 } }, /^Nope is not a property that exists\.$/],
      ['for another type', { Email: { rich_text: [] } }, /^Email is expected to be email\.$/],
      ['for no type', { Email: { mail: 'a' } }, /body\.properties\.Email\.email should be defined/],
      ['for a number as text', { Score: { number: '7' } }, /Score\.number should be a number or/],
      ['for a text as number', { Email: { email: 7 } }, /Email\.email should be a string or/],
      ['for a bad date', { 'Sent At': { date: { start: 'soon' } } }, /a valid ISO 8601 date/],
      ['for an unknown status', { Stage: { status: { name: 'Shut' } } }, /"Shut" does not exist/],
      ['for a comma in an option', { Segment: { select: { name: 'a,b' } } }, /commas not allowed/],
      [
        'for an unknown page',
        { Friends: { relation: [{ id: homeId.replace('1', '9') }] } },
        /^Could/,
      ],
      [
        'above 2,000 characters in an item',
        { Notes: { rich_text: text(long(2001)) } },
        /Notes\.rich_text\[0\]\.text\.content\.length should be ≤ `2000`, instead was `2001`\.$/,
      ],
      [
        'above 100 items',
        { Notes: { rich_text: Array(101).fill(text('a')[0]) } },
        /Notes\.rich_text\.length should be ≤ `100`, instead was `101`\.$/,
      ],
      ['above 200 characters of email', { Email: { email: long(201) } }, /should be ≤ `200`/],
      ['above 2,000 characters of URL', { Site: { url: long(2001) } }, /should be ≤ `2000`/],
    ];
    for (const [why, properties, message] of cases) {
      it(why, async () => {
        const rows = (await query()).results.length;
        await assert.rejects(
          create({ Segment: { select: { name: 'Fresh' } }, ...(properties as Properties) }),
          (error) => APIResponseError.isAPIResponseError(error) && message.test(error.message),
        );
        assert.equal((await query()).results.length, rows);
        const { Segment } = await schema();
        assert.ok(Segment?.type === 'select' && Segment.select.options.length === 2);
      });
    }

    it('above 100 blocks', async () => {
      const children = Array(101).fill({ paragraph: { rich_text: [] } });
      await assert.rejects(
        notion.blocks.children.append({ block_id: homeId, children }),
        /body\.children\.length should be ≤ `100`/,
      );
    });
  });

  describe('a data source', () => {
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
  });

  describe('blocks', () => {
    it('keep their content, their order and their children', async () => {
      const { id } = await notion.pages.create({
        parent: { data_source_id: dataSourceId },
        properties: {},
        children: [
          { heading_2: { rich_text: text('Hello') } },
          {
            bulleted_list_item: {
              rich_text: text('outer'),
              children: [{ bulleted_list_item: { rich_text: text('inner') } }],
            },
          },
          { image: { external: { url: 'https://ava.test/a.png' } } },
        ],
      });
      await notion.blocks.children.append({
        block_id: id,
        children: [{ paragraph: { rich_text: text('first') } }],
        position: { type: 'start' },
      });
      await notion.blocks.children.append({ block_id: id, children: [{ divider: {} }] });

      const shown = await blocksOf(id);
      assert.deepEqual(
        shown.map(({ type, has_children }) => [type, has_children]),
        [
          ['paragraph', false],
          ['heading_2', false],
          ['bulleted_list_item', true],
          ['image', false],
          ['divider', false],
        ],
      );
      const [, , list, image] = shown;
      assert.ok(image?.type === 'image' && image.image.type === 'external');
      assert.equal(image.image.external.url, 'https://ava.test/a.png');
      const [inner] = await blocksOf(list?.id ?? '');
      assert.ok(inner?.type === 'bulleted_list_item');
      assert.equal(inner.bulleted_list_item.rich_text[0]?.plain_text, 'inner');
      assert.deepEqual(inner.parent, { type: 'block_id', block_id: list?.id });
    });

    it('come a page at a time', async () => {
      const children = [1, 2, 3].map((n) => ({ paragraph: { rich_text: text(`${n}`) } }));
      await notion.blocks.children.append({ block_id: homeId, children });
      const first = await notion.blocks.children.list({ block_id: homeId, page_size: 2 });
      assert.deepEqual([first.results.length, first.has_more], [2, true]);
      const rest = await notion.blocks.children.list({
        block_id: homeId,
        start_cursor: first.next_cursor,
      });
      assert.deepEqual([rest.results.length, rest.has_more], [1, false]);
    });

    async function blocksOf(block_id: string) {
      const { results } = await notion.blocks.children.list({ block_id });
      return results.filter(isFullBlock);
    }
  });

  describe('a long query', () => {
    async function fill(rows: number) {
      for (let index = 0; index < rows; index += 1) {
        now = new Date(Date.parse('2026-11-03T00:00:00Z') + index * 60_000);
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

  describe('access', () => {
    const ask = (headers: Record<string, string>, path = '/v1/users/me') =>
      fetch(server.url + path, { headers });

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
      [
        'an unknown page',
        () => notion.pages.retrieve({ page_id: dataSourceId }),
        'object_not_found',
      ],
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
});

describe('Notion stand-in with its own rate limit', () => {
  it('refuses the 181st request of a minute and tells how long to wait', async () => {
    let now = new Date('2026-11-02T10:00:00Z');
    const standIn = createNotionStandIn({ file: ':memory:', now: () => now });
    const server = await standIn.listen(0);
    const notion = clientOf(server);
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
      const notion = clientOf(server);
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

function clientOf({ url }: StandInServer): Client {
  return new Client({
    auth: 'ntn_test',
    baseUrl: url,
    notionVersion: '2026-03-11',
    retry: false,
    logLevel: LogLevel.ERROR,
  });
}
