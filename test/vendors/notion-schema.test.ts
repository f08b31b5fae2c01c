import assert from 'node:assert/strict';
import { InvalidSetup, VendorFault } from '../../src/domain/errors.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../src/sandbox/seed.js';
import { connectWorkspace } from '../../src/vendors/notion/connect.js';
import { resolveNames } from '../../src/vendors/notion/resolve-names.js';
import type { Schema } from '../../src/vendors/notion/schema.js';

const schema = {
  email: { name: 'email', type: 'email' },
  note: { name: 'Note', type: 'rich_text', isOptional: true },
  status: { name: 'Status', type: 'select', options: ['Active', 'Archived'], isOptional: true },
} satisfies Schema;
const email = { type: 'email' };
const text = { type: 'rich_text' };
const select = (...names: string[]) => ({
  type: 'select',
  select: { options: names.map((name) => ({ name })) },
});
const complete = { email, Note: text, Status: select('Archived', 'Active', 'Draft') };
const usual = { email: 'email', note: 'Note', status: 'Status' };

type Found = Parameters<typeof resolveNames>[2];
type Given = Parameters<typeof resolveNames>[3];

describe('resolveNames', () => {
  const table: [what: string, found: Found, given: Given, expected: object][] = [
    ['takes the usual names', complete, {}, { names: usual }],
    [
      'takes names in any case',
      { EMAIL: email, note: text, STATUS: select('Active', 'Archived') },
      {},
      { names: { email: 'EMAIL', note: 'note', status: 'STATUS' } },
    ],
    [
      'prefers the exact case, and the right type',
      { ...complete, Email: text, EMAIL: email, NOTE: text },
      {},
      { names: usual },
    ],
    [
      'takes a name that is given',
      { ...complete, 'E-Mail': email },
      { email: 'e-mail' },
      { names: { ...usual, email: 'E-Mail' } },
    ],
    [
      'names both names of a given one that is missing',
      complete,
      { email: 'E-Mail' },
      {
        names: { note: 'Note', status: 'Status' },
        faults: ['db: "E-Mail" (for "email") must be of type email, found nothing of that name'],
      },
    ],
    [
      'refuses a given name of another type, of an optional property too',
      { ...complete, Remark: { type: 'number' } },
      { Note: 'Remark' },
      {
        names: { email: 'email', status: 'Status' },
        faults: ['db: "Remark" (for "Note") must be of type rich_text, found number'],
      },
    ],
    [
      'tells required from optional',
      { email: text, Note: { type: 'url' } },
      {},
      {
        names: {},
        faults: ['db: "email" must be of type email, found rich_text'],
        warnings: [
          'db: "Note" must be of type rich_text, found url',
          'db: "Status" must be of type select, found nothing of that name',
        ],
      },
    ],
    [
      'refuses a status where a select belongs, as nobody would expect it to be ignored',
      { ...complete, Status: { type: 'status' } },
      {},
      {
        names: { email: 'email', note: 'Note' },
        faults: [
          'db: "Status" must be of type select, found status; change its type to Select in Notion',
        ],
      },
    ],
    [
      'lists the options that a select lacks, minding their case',
      { ...complete, Status: select('active') },
      {},
      { names: usual, warnings: ['db: "Status" lacks the options "Active", "Archived"'] },
    ],
  ];
  for (const [what, found, given, expected] of table) {
    it(what, () => {
      assert.deepEqual(resolveNames('db', schema, found, given), {
        faults: [],
        warnings: [],
        ...expected,
      });
    });
  }

  it('refuses one property that stands for two of ours', () => {
    const twoTexts = { a: { name: 'A', type: 'rich_text' }, b: { name: 'B', type: 'rich_text' } };
    const { faults } = resolveNames('db', twoTexts as Schema, { A: text }, { B: 'A' });
    assert.deepEqual(faults, ['db: "A" cannot be both "A" and "B"']);
  });
});

describe('a workspace with names of its own', () => {
  const notion = createNotionStandIn({ file: ':memory:', requestsPerMinute: 100_000 });
  let config: Parameters<typeof connectWorkspace>[0];
  before(async () => {
    const seed = await notionSeed();
    await notion.seed(seed);
    const { url: baseUrl } = await notion.listen(0);
    config = { token: 'ntn_test', baseUrl, requestsPerSecond: 10_000, databases: databaseIds };
    for (const [property, rename] of [
      ['email', 'E-Mail'],
      ['Contact Key', 'Schlüssel'],
    ]) {
      const { ok } = await fetch(`${baseUrl}/_control/drift`, {
        method: 'POST',
        body: JSON.stringify({ database: databaseIds.contacts, property, rename }),
      });
      assert.ok(ok);
    }
  });
  after(() => notion.close());

  it('is refused without them', async () => {
    await assert.rejects(connectWorkspace(config), (error) => {
      assert.ok(error instanceof InvalidSetup);
      assert.match(error.message, /contacts: "email" must be of type email, found nothing/);
      return true;
    });
  });

  it('is refused without an Email Status, which holds what nobody may forget', async () => {
    const drift = (property: string, rename: string) =>
      fetch(`${config.baseUrl}/_control/drift`, {
        method: 'POST',
        body: JSON.stringify({ database: databaseIds.contacts, property, rename }),
      });
    await drift('Email Status', 'Mail status');
    const propertyNames = { contacts: { email: 'E-Mail', 'Contact Key': 'Schlüssel' } };
    await assert.rejects(
      connectWorkspace({ ...config, propertyNames }),
      /contacts: "Email Status" must be of type select, found nothing of that name/,
    );
    await drift('Mail status', 'Email Status');
  });

  it('is written, found and read by them', async () => {
    const propertyNames = { contacts: { email: 'E-Mail', 'Contact Key': 'Schlüssel' } };
    const { contacts, warnings } = await connectWorkspace({ ...config, propertyNames });
    assert.deepEqual(warnings, []);
    const id = await contacts.create({ email: 'sarah@salon.example', contactKey: 'k' });
    const [row] = await contacts.find('email', 'equals', 'sarah@salon.example');
    assert.equal(row?.id, id);
    assert.equal(row.values.contactKey, 'k');
  });
});

describe('a query that reaches its end before the last row', () => {
  it('is an error, not a shorter list', async () => {
    const notion = createNotionStandIn({
      file: ':memory:',
      seed: await notionSeed(),
      maxQueryResults: 2,
    });
    const { url: baseUrl } = await notion.listen(0);
    const { contacts } = await connectWorkspace({
      token: 'ntn_test',
      baseUrl,
      requestsPerSecond: 10_000,
      databases: databaseIds,
    });
    const find = () => contacts.find('email', 'equals', 'sarah@salon.example');
    for (const lastName of ['A', 'B'])
      await contacts.create({ email: 'sarah@salon.example', lastName });
    assert.equal((await find()).length, 2);
    await contacts.create({ email: 'sarah@salon.example', lastName: 'C' });
    await assert.rejects(find(), (error) => {
      assert.ok(error instanceof VendorFault);
      assert.equal(error.kind, 'permanent');
      assert.match(error.message, /only part of the rows that match by "email"/);
      return true;
    });
    notion.close();
  });

  it('by a date is asked in halves', async () => {
    const notion = createNotionStandIn({
      file: ':memory:',
      seed: await notionSeed(),
      maxQueryResults: 2,
    });
    const { url: baseUrl } = await notion.listen(0);
    const { tracker } = await connectWorkspace({
      token: 'ntn_test',
      baseUrl,
      requestsPerSecond: 10_000,
      databases: databaseIds,
    });
    for (let hour = 0; hour < 9; hour += 1) {
      await tracker.create({ key: `${hour}`, scheduledAt: `2026-11-02T0${hour}:00:00.000Z` });
    }
    const between = (from: string, to: string) =>
      tracker.findBetween('scheduledAt', `2026-11-02T${from}.000Z`, `2026-11-02T${to}.000Z`);
    const found = (await between('01:00:00', '08:00:00')).map(({ values }) => values.key);
    assert.deepEqual(new Set(found), new Set(['1', '2', '3', '4', '5', '6', '7']));
    assert.equal(found.length, 7);
    notion.close();
  });
});
