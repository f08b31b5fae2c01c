import { Client, LogLevel } from '@notionhq/client';
import {
  createNotionStandIn,
  type NotionSeed,
  type NotionStandInOptions,
} from '../../src/sandbox/notion/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { Traffic } from '../contract/traffic.js';

export const homeId = '10000000-0000-4000-8000-000000000000';
export const databaseId = '20000000-0000-4000-8000-000000000000';
export const dataSourceId = '30000000-0000-4000-8000-000000000000';

/** One page of its own, and one table with a column of nearly every type and one row. */
export const seed: NotionSeed = {
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

/** A stand-in for a suite, seeded anew before each test, whose clock stands still. */
export function useNotion(options: Partial<NotionStandInOptions> = {}) {
  const startedAt = new Date('2026-11-02T10:00:42Z');
  const clock = { now: startedAt };
  const traffic = new Traffic({ allRequests: false });
  const standIn = createNotionStandIn({
    file: ':memory:',
    observer: traffic.observer('notion'),
    seed,
    requestsPerMinute: 100_000,
    now: async () => clock.now,
    ...options,
  });
  let server: StandInServer | undefined;
  before(async () => {
    server = await standIn.listen(0);
  });
  beforeEach(async () => {
    clock.now = startedAt;
    await standIn.reset();
  });
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server?.close();
    standIn.close();
  });
  const url = () => server?.url ?? '';
  return { standIn, clock, url, client: () => notionClient(url()) };
}

export function notionClient(baseUrl: string): Client {
  return new Client({
    auth: 'ntn_test',
    baseUrl,
    notionVersion: '2026-03-11',
    retry: false,
    logLevel: LogLevel.ERROR,
  });
}

export const text = (content: string) => [{ text: { content } }];
