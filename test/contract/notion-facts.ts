import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isFullPage, iteratePaginatedAPI } from '@notionhq/client';
import { eventually } from '../support/sandbox-process.js';
import type { Fact } from './fact.js';
import {
  create,
  find,
  makeTable,
  type NotionTarget,
  type Properties,
  refusalOf,
  text,
  version,
  type Workspace,
} from './notion-table.js';

function refused(
  fact: string,
  request: (target: NotionTarget) => Promise<unknown>,
  expected: [status: number, code: string] = [400, 'validation_error'],
): Fact<Workspace> {
  return {
    fact,
    async check(target) {
      assert.deepEqual(await refusalOf(request(target)), expected);
    },
  };
}

async function raw({ client }: NotionTarget, headers: Record<string, string>) {
  const answer = await fetch(`${client.url}/v1/users/me`, { headers });
  const { code } = (await answer.json()) as { code: string };
  return [answer.status, code];
}

export const notionFacts: Fact<Workspace>[] = [
  {
    fact: 'a row reads back as it was written, with times to the minute',
    async check(target) {
      const { id } = await create(target, {
        Key: { rich_text: [{ text: { content: 'a' } }, { text: { content: 'b' } }] },
        Email: { email: 'Sarah@inbox.test' },
        Score: { number: 7 },
        Segment: { select: { name: 'Hot' } },
        'Sent At': { date: { start: '2026-11-02' } },
        Site: { url: 'https://studio.test/' },
        Done: { checkbox: true },
      });
      const page = await target.client.notion.pages.retrieve({ page_id: id });
      assert.ok(isFullPage(page));
      const { Key, Email, Score, Segment, Site, Done, ...rest } = page.properties;
      assert.ok(Key?.type === 'rich_text' && Email?.type === 'email' && Score?.type === 'number');
      assert.ok(Segment?.type === 'select' && Site?.type === 'url' && Done?.type === 'checkbox');
      const sentAt = rest['Sent At'];
      assert.ok(sentAt?.type === 'date');
      assert.deepEqual(
        [
          Key.rich_text.map(({ plain_text }) => plain_text),
          Email.email,
          Score.number,
          Segment.select?.name,
          sentAt.date?.start,
          Site.url,
          Done.checkbox,
        ],
        [['a', 'b'], 'Sarah@inbox.test', 7, 'Hot', '2026-11-02', 'https://studio.test/', true],
      );
      assert.match(page.created_time, /T\d\d:\d\d:00\.000Z$/);
    },
  },
  {
    fact: 'null clears a value',
    async check(target) {
      const { id } = await create(target, { Score: { number: 7 } });
      const page = await target.client.notion.pages.update({
        page_id: id,
        properties: { Score: { number: null } },
      });
      assert.ok(isFullPage(page) && page.properties.Score?.type === 'number');
      assert.equal(page.properties.Score.number, null);
    },
  },
  {
    fact: 'writing an unknown option makes it',
    async check(target) {
      const { notion, dataSourceId } = target.client;
      await create(target, { Segment: { select: { name: 'Warm' } } });
      const { properties } = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
      assert.ok(properties.Segment?.type === 'select');
      assert.ok(properties.Segment.select.options.some(({ name }) => name === 'Warm'));
    },
  },
  {
    fact: 'a row is found by its key, and in the trash no more',
    async check(target) {
      const key = `key/${Date.now()}`;
      const filter = { property: 'Key', rich_text: { equals: key } };
      const { id } = await create(target, { Key: { rich_text: text(key) } });
      await eventually('the query finds it', async () => (await find(target, filter)).includes(id));
      await target.client.notion.pages.update({ page_id: id, in_trash: true });
      await eventually('the query does not', async () => (await find(target, filter)).length === 0);
    },
  },
  {
    fact: 'an update removes the options that it leaves out, and keeps those that it names by id',
    async check(target) {
      const { notion, dataSourceId } = target.client;
      const update = async (options: { id?: string; name: string }[]) => {
        const properties = { Stage: { select: { options } } };
        const source = await notion.dataSources.update({
          data_source_id: dataSourceId,
          properties,
        });
        assert.ok('properties' in source && source.properties.Stage?.type === 'select');
        return source.properties.Stage.select.options.map(({ id, name }) => ({ id, name }));
      };
      const made = await update([{ name: 'New' }, { name: 'Old' }]);
      const kept = made.filter(({ name }) => name === 'New');
      const after = await update([...kept, { name: 'Newer' }]);
      assert.deepEqual(
        after.map(({ name }) => name),
        ['New', 'Newer'],
      );
      assert.equal(after[0]?.id, kept[0]?.id);
    },
  },
  {
    fact: 'a table stands among the blocks of its page as soon as it is made, by its own id',
    async check({ client }) {
      const { notion, pageId } = client;
      const { databaseId } = await makeTable(notion, pageId);
      const ids: string[] = [];
      for await (const block of iteratePaginatedAPI(notion.blocks.children.list, {
        block_id: pageId,
      })) {
        if ('type' in block && block.type === 'child_database') ids.push(block.id);
      }
      assert.ok(ids.includes(databaseId));
    },
  },
  {
    fact: 'a search finds a table by its title, and it is ours',
    async check({ client }) {
      const { notion, dataSourceId } = client;
      const us = await notion.users.me({});
      const filter = { property: 'object', value: 'data_source' } as const;
      await eventually('the search finds it', async () => {
        const { results } = await notion.search({ query: 'Contract', filter });
        const found = results.find(({ id }) => id === dataSourceId);
        return found !== undefined && 'created_by' in found && found.created_by.id === us.id;
      });
    },
  },
  refused(
    'a relation to what is not there is refused',
    ({ client }) =>
      client.notion.dataSources.update({
        data_source_id: client.dataSourceId,
        properties: {
          Of: { relation: { data_source_id: randomUUID(), single_property: {} } },
        },
      }),
    [404, 'object_not_found'],
  ),
  {
    fact: 'blocks come back in their order',
    async check(target) {
      const { id } = await create(target, {});
      const { notion } = target.client;
      const children = ['a', 'b'].map((word) => ({ paragraph: { rich_text: text(word) } }));
      await notion.blocks.children.append({ block_id: id, children });
      const { results } = await notion.blocks.children.list({ block_id: id, page_size: 100 });
      const words = results.map((block) =>
        'type' in block && block.type === 'paragraph'
          ? block.paragraph.rich_text.map(({ plain_text }) => plain_text).join('')
          : '',
      );
      assert.deepEqual(words, ['a', 'b']);
    },
  },
  refused('a number as text is refused', (target) =>
    create(target, { Score: { number: '7' } } as unknown as Properties),
  ),
  refused('a value of another type is refused', (target) =>
    create(target, { Email: { number: 7 } }),
  ),
  refused('2,001 characters in an item are refused', (target) =>
    create(target, { Key: { rich_text: text('x'.repeat(2_001)) } }),
  ),
  refused('101 items are refused', (target) =>
    create(target, { Key: { rich_text: Array.from({ length: 101 }, () => text('x')).flat() } }),
  ),
  refused('an unknown operator is refused', (target) =>
    find(target, { property: 'Email', email: { like: 'a' } } as never),
  ),
  refused('a filter of another type is refused', (target) =>
    find(target, { property: 'Email', number: { equals: 7 } }),
  ),
  refused('a page of 101 rows is refused', ({ client }) =>
    client.notion.dataSources.query({ data_source_id: client.dataSourceId, page_size: 101 }),
  ),
  refused('what is no id is refused', ({ client }) =>
    client.notion.request({ path: 'pages/home', method: 'get' }),
  ),
  refused(
    'an unknown page is not found',
    ({ client }) =>
      client.notion.pages.retrieve({ page_id: '10000000-0000-4000-8000-00000000dead' }),
    [404, 'object_not_found'],
  ),
  {
    fact: 'a request without a token is refused',
    async check(target) {
      const seen = await raw(target, { 'notion-version': version });
      assert.deepEqual(seen, [401, 'unauthorized']);
    },
  },
  {
    fact: 'a wrong token is refused',
    async check(target) {
      const headers = { 'notion-version': version, authorization: 'Bearer ntn_wrong' };
      assert.deepEqual(await raw(target, headers), [401, 'unauthorized']);
    },
  },
  {
    fact: 'a request without a version is refused',
    async check(target) {
      const seen = await raw(target, { authorization: `Bearer ${target.client.token}` });
      assert.deepEqual(seen, [400, 'missing_version']);
    },
  },
];
