import assert from 'node:assert/strict';
import { isFullPage } from '@notionhq/client';
import { eventually } from '../support/sandbox-process.js';
import type { Question } from './fact.js';
import { create, find, refusalOf, text, type Workspace } from './notion-table.js';

export const notionQuestions: Question<Workspace>[] = [
  {
    question: 'how many seconds does a query miss a new row (30: or more)',
    assumed: 0,
    async ask(target) {
      const key = `lag/${Date.now()}`;
      const { id } = await create(target, { Key: { rich_text: text(key) } });
      const startedAt = performance.now();
      const filter = { property: 'Key', rich_text: { equals: key } };
      const isFound = async () => (await find(target, filter)).includes(id);
      await eventually('the query finds it', isFound).catch(() => undefined);
      return Math.floor((performance.now() - startedAt) / 1000);
    },
  },
  {
    question: 'what becomes of an unknown property on write',
    assumed: [400, 'validation_error'],
    ask: (target) => refusalOf(create(target, { Nope: { number: 1 } })).catch(() => 'swallowed'),
  },
  {
    question: 'does equality ignore case',
    assumed: true,
    async ask(target) {
      const { id } = await create(target, { Email: { email: 'Case@inbox.test' } });
      const exact = { property: 'Email', email: { equals: 'Case@inbox.test' } };
      await eventually('the query finds it', async () => (await find(target, exact)).includes(id));
      const found = await find(target, { property: 'Email', email: { equals: 'case@inbox.test' } });
      return found.includes(id);
    },
  },
  {
    question: 'what does a select filter on an unknown option find',
    assumed: 0,
    ask: (target) =>
      find(target, { property: 'Segment', select: { equals: 'Nowhere' } }).then(
        ({ length }) => length,
        () => 'an error',
      ),
  },
  {
    question: 'does "archived" still come',
    assumed: true,
    ask: async (target) => 'archived' in (await create(target, {})),
  },
  {
    question: 'how long are the segments of 7,000 characters after a round trip',
    assumed: [2_000, 2_000, 2_000, 1_000],
    async ask(target) {
      const lengths = [2_000, 2_000, 2_000, 1_000];
      const { id } = await create(target, {
        Key: { rich_text: lengths.flatMap((length) => text('x'.repeat(length))) },
      });
      const page = await target.client.notion.pages.retrieve({ page_id: id });
      assert.ok(isFullPage(page) && page.properties.Key?.type === 'rich_text');
      return page.properties.Key.rich_text.map(({ plain_text }) => plain_text.length);
    },
  },
  {
    question: 'what becomes of braces in a link',
    assumed: 'https://studio.test/?x=%7B%7B%20a%20%7D%7D',
    async ask(target) {
      const url = 'https://studio.test/?x=%7B%7B%20a%20%7D%7D';
      const page = await create(target, {
        Key: { rich_text: [{ text: { content: 'here', link: { url } } }] },
      });
      assert.ok(page.properties.Key?.type === 'rich_text');
      return page.properties.Key.rich_text[0]?.href;
    },
  },
];
