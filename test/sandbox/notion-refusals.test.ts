import assert from 'node:assert/strict';
import { APIResponseError, type Client, type CreatePageParameters } from '@notionhq/client';
import { dataSourceId, homeId, text, useNotion } from './notion-workspace.js';

type Properties = NonNullable<CreatePageParameters['properties']>;

describe('A write that the Notion stand-in refuses', () => {
  const workspace = useNotion();
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

  async function query() {
    return notion.dataSources.query({ data_source_id: dataSourceId });
  }

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
    const children = Array.from({ length: 101 }, () => ({ paragraph: { rich_text: [] } }));
    await assert.rejects(
      notion.blocks.children.append({ block_id: homeId, children }),
      /body\.children\.length should be ≤ `100`/,
    );
  });
});
