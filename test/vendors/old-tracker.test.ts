import assert from 'node:assert/strict';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { type OldValues, openOldTable } from '../../src/vendors/notion/old-tracker.js';

const dataSourceId = 'd1000000-0000-4000-8000-000000000001';

/** A table of an older system, on a stand-in whose queries end early. */
async function tableOf(rows: OldValues[], maxQueryResults = 10_000) {
  let minute = 0;
  const notion = createNotionStandIn({
    file: ':memory:',
    seed: {
      databases: [
        {
          id: 'c1000000-0000-4000-8000-000000000001',
          dataSourceId,
          title: 'Tracker',
          properties: {
            Name: { title: {} },
            'E-Mail': { email: {} },
            'Email 1 Sent': { date: {} },
            'Email 2 Sent': { checkbox: {} },
            Status: { select: { options: [{ name: 'Sent' }] } },
          },
          rows: [],
        },
      ],
    },
    requestsPerMinute: 100_000,
    maxQueryResults,
    now: () => new Date(Date.UTC(2025, 11, 1, 10, minute)),
  });
  const { url: baseUrl } = await notion.listen(0);
  const config = { token: 'ntn_test', baseUrl, requestsPerSecond: 100_000, database: dataSourceId };
  const table = openOldTable('tracker', { ...config, names: { Email: 'E-Mail' } });
  for (const row of rows) {
    await table.create(row);
    minute += 1;
  }
  return { table, close: () => notion.close() };
}

describe('a tracker of an older system', () => {
  it('is read and written by its columns, whatever their types, under our names', async () => {
    const ann = {
      name: 'Ann',
      email: 'ann@salon.example',
      email_1_sent: '2025-12-01T10:30:00.000+00:00',
      email_2_sent: true,
      status: 'sent',
    };
    const { table, close } = await tableOf([ann]);
    const [row] = await table.read();
    assert.deepEqual(Object.fromEntries(row?.cells ?? []), { ...ann, status: 'Sent' });
    assert.match(row?.where ?? '', /^https:\/\//);
    await table.update(row?.pageId ?? '', { email_2_sent: false });
    assert.equal((await table.read())[0]?.cells.get('email_2_sent'), false);
    close();
  });

  it('is read whole, however early a query ends', async () => {
    const people = Array.from({ length: 25 }, (_, at) => ({
      name: `${at}`,
      email: `p${at}@x.org`,
    }));
    const { table, close } = await tableOf(people, 10);
    const rows = await table.read();
    assert.deepEqual(
      rows.map(({ cells }) => cells.get('name')),
      people.map(({ name }) => name),
    );
    close();
  });
});
