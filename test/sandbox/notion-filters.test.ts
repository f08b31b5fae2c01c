import assert from 'node:assert/strict';
import { APIResponseError, Client, isFullPage, LogLevel } from '@notionhq/client';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';

const dataSourceId = '30000000-0000-4000-8000-000000000000';
const pageId = '10000000-0000-4000-8000-000000000000';

type Query = Parameters<Client['dataSources']['query']>[0];
type Filter = NonNullable<Query['filter']>;

const text = (content: string) => [{ text: { content } }];

/** Three rows: ava has everything, Bob something, and the third nothing at all. */
const rows = [
  {
    Name: { title: [...text('Av'), ...text('a')] },
    Notes: { rich_text: text('Likes Tea') },
    Email: { email: 'Ava@Inbox.test' },
    Site: { url: 'https://ava.test/a' },
    Score: { number: 10 },
    Segment: { select: { name: 'Hot' } },
    Stage: { status: { name: 'Done' } },
    Tags: { multi_select: [{ name: 'x' }, { name: 'y' }] },
    Done: { checkbox: true },
    Due: { date: { start: '2026-11-10T12:00:00Z' } },
    Friends: { relation: [{ id: pageId }] },
  },
  {
    Name: { title: text('Bob') },
    Email: { email: 'bob@inbox.test' },
    Score: { number: 2 },
    Segment: { select: { name: 'Cold' } },
    Due: { date: { start: '2026-11-01' } },
  },
  {},
];

describe('Notion stand-in, asked with a filter', () => {
  let now = new Date('2026-11-02T10:00:00Z');
  const traffic = new Traffic({ allRequests: false });
  const standIn = createNotionStandIn({
    file: ':memory:',
    observer: traffic.observer('notion'),
    requestsPerMinute: 100_000,
    now: () => now,
    seed: {
      pages: [{ id: pageId, title: 'Home' }],
      databases: [
        {
          id: '20000000-0000-4000-8000-000000000000',
          dataSourceId,
          title: 'Contacts',
          properties: {
            Name: { title: {} },
            Notes: { rich_text: {} },
            Email: { email: {} },
            Site: { url: {} },
            Score: { number: {} },
            Segment: { select: { options: [{ name: 'Hot' }, { name: 'Cold' }] } },
            Stage: { status: { options: [{ name: 'Open' }, { name: 'Done' }] } },
            Tags: { multi_select: {} },
            Done: { checkbox: {} },
            Due: { date: {} },
            Friends: { relation: { data_source_id: dataSourceId, single_property: {} } },
          },
          rows: [],
        },
      ],
    },
  });
  let server: StandInServer;
  let notion: Client;

  before(async () => {
    server = await standIn.listen(0);
    notion = new Client({
      auth: 'ntn_test',
      baseUrl: server.url,
      notionVersion: '2026-03-11',
      retry: false,
      logLevel: LogLevel.ERROR,
    });
    for (const [index, properties] of rows.entries()) {
      now = new Date(`2026-11-0${index + 1}T10:00:30Z`);
      await notion.pages.create({ parent: { data_source_id: dataSourceId }, properties });
    }
  });
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server.close();
    standIn.close();
  });

  /** The rows that come back, by their number. */
  async function found(args: Omit<Query, 'data_source_id'>): Promise<number[]> {
    const { results } = await notion.dataSources.query({ data_source_id: dataSourceId, ...args });
    return results.map((row) => (isFullPage(row) ? Number(row.created_time.slice(8, 10)) : 0));
  }

  const name = (title: object) => ({ property: 'Name', title });
  const notes = (rich_text: object) => ({ property: 'Notes', rich_text });
  const email = (condition: object) => ({ property: 'Email', email: condition });
  const score = (number: object) => ({ property: 'Score', number });
  const segment = (select: object) => ({ property: 'Segment', select });
  const due = (date: object) => ({ property: 'Due', date });
  const made = (created_time: object) => ({ timestamp: 'created_time', created_time });

  const cases: [object, number[]][] = [
    [name({ equals: 'Ava' }), [1]],
    [name({ does_not_equal: 'Ava' }), [2, 3]],
    [name({ contains: 'o' }), [2]],
    [name({ is_empty: true }), [3]],
    [notes({ equals: 'likes tea' }), [1]],
    [notes({ contains: 'TEA' }), [1]],
    [notes({ does_not_contain: 'tea' }), [2, 3]],
    [notes({ starts_with: 'Likes' }), [1]],
    [notes({ ends_with: 'Likes' }), []],
    [notes({ is_not_empty: true }), [1]],
    [email({ equals: 'ava@inbox.test' }), [1]],
    [email({ ends_with: '@inbox.test' }), [1, 2]],
    [email({ is_empty: true }), [3]],
    [{ property: 'Site', url: { starts_with: 'https://ava' } }, [1]],
    [score({ equals: 2 }), [2]],
    [score({ does_not_equal: 2 }), [1, 3]],
    [score({ greater_than: 2 }), [1]],
    [score({ greater_than_or_equal_to: 2 }), [1, 2]],
    [score({ less_than: 10 }), [2]],
    [score({ less_than_or_equal_to: 10 }), [1, 2]],
    [score({ is_empty: true }), [3]],
    [segment({ equals: 'Hot' }), [1]],
    [segment({ equals: ['Hot', 'Cold'] }), [1, 2]],
    [segment({ equals: 'Unheard of' }), []],
    [segment({ does_not_equal: 'Hot' }), [2, 3]],
    [segment({ is_empty: true }), [3]],
    [{ property: 'Stage', status: { equals: 'Done' } }, [1]],
    [{ property: 'Tags', multi_select: { contains: 'y' } }, [1]],
    [{ property: 'Tags', multi_select: { does_not_contain: 'y' } }, [2, 3]],
    [{ property: 'Done', checkbox: { equals: false } }, [2, 3]],
    [{ property: 'Done', checkbox: { does_not_equal: false } }, [1]],
    [{ property: 'Friends', relation: { contains: pageId } }, [1]],
    [{ property: 'Friends', relation: { is_empty: true } }, [2, 3]],
    [due({ equals: '2026-11-10' }), [1]],
    [due({ equals: '2026-11-10T13:00:00+01:00' }), [1]],
    [due({ before: '2026-11-10' }), [2]],
    [due({ before: '2026-11-10T12:00:01Z' }), [1, 2]],
    [due({ after: '2026-11-01' }), [1]],
    [due({ on_or_before: '2026-11-01' }), [2]],
    [due({ on_or_after: '2026-11-01' }), [1, 2]],
    [due({ next_week: {} }), [1]],
    [due({ past_month: {} }), [2]],
    [due({ after: 'today' }), [1]],
    [due({ is_empty: true }), [3]],
    [made({ on_or_after: '2026-11-02T10:00:00.000Z' }), [2, 3]],
    [made({ before: '2026-11-02' }), [1]],
    [made({ equals: '2026-11-03T10:00:00Z' }), [3]],
    [{ timestamp: 'last_edited_time', last_edited_time: { after: '2026-11-02' } }, [3]],
    [{ and: [score({ is_not_empty: true }), segment({ equals: 'Cold' })] }, [2]],
    [{ or: [name({ equals: 'Ava' }), score({ is_empty: true })] }, [1, 3]],
    [
      {
        and: [
          email({ is_not_empty: true }),
          { or: [score({ equals: 2 }), due({ is_empty: true })] },
        ],
      },
      [2],
    ],
  ];
  for (const [filter, expected] of cases) {
    it(`${JSON.stringify(filter)} finds ${expected.join(', ') || 'nothing'}`, async () => {
      now = new Date('2026-11-03T12:00:00Z');
      assert.deepEqual(await found({ filter: filter as Filter }), expected);
    });
  }

  it('finds a column by its id too', async () => {
    const { properties } = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    const property = properties.Score?.id ?? '';
    assert.deepEqual(await found({ filter: { property, number: { equals: 2 } } }), [2]);
  });

  const refusals: [string, object, RegExp][] = [
    ['an unknown column', { property: 'Nope', number: { equals: 1 } }, /name or id: Nope$/],
    ['another type', { property: 'Email', rich_text: { equals: 'a' } }, /email does not match/],
    ['an unknown operator', email({ like: 'a' }), /filter\.email\.like should be not present/],
    ['an operand of another type', score({ equals: '2' }), /number\.equals should be a number/],
    ['no condition', email({}), /should be defined/],
    ['three levels', { and: [{ or: [{ and: [score({ equals: 2 })] }] }] }, /should be not present/],
  ];
  for (const [what, filter, message] of refusals) {
    it(`refuses ${what}`, () =>
      assert.rejects(
        found({ filter: filter as Filter }),
        (error) =>
          APIResponseError.isAPIResponseError(error) &&
          error.code === 'validation_error' &&
          message.test(error.message),
      ));
  }

  const orders: [NonNullable<Query['sorts']>, number[]][] = [
    [[{ property: 'Score', direction: 'ascending' }], [2, 1, 3]],
    [[{ property: 'Score', direction: 'descending' }], [1, 2, 3]],
    [[{ property: 'Name', direction: 'descending' }], [2, 1, 3]],
    [[{ property: 'Segment', direction: 'ascending' }], [1, 2, 3]],
    [[{ property: 'Due', direction: 'ascending' }], [2, 1, 3]],
    [[{ timestamp: 'created_time', direction: 'descending' }], [3, 2, 1]],
    [
      [
        { property: 'Done', direction: 'ascending' },
        { timestamp: 'created_time', direction: 'descending' },
      ],
      [3, 2, 1],
    ],
  ];
  for (const [sorts, expected] of orders) {
    it(`${JSON.stringify(sorts)} gives the order ${expected.join(', ')}`, async () => {
      assert.deepEqual(await found({ sorts }), expected);
    });
  }

  it('shows the columns that are asked for, alone', async () => {
    const { properties } = await notion.dataSources.retrieve({ data_source_id: dataSourceId });
    const wanted = [properties.Email?.id ?? '', properties.Name?.id ?? ''];
    const { results } = await notion.dataSources.query({
      data_source_id: dataSourceId,
      filter_properties: wanted,
    });
    const [row] = results;
    assert.ok(row && isFullPage(row));
    assert.deepEqual(Object.keys(row.properties), ['Email', 'Name']);
    const page = await notion.pages.retrieve({ page_id: row.id, filter_properties: wanted });
    assert.deepEqual(page, row);
  });
});
