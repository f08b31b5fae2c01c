import assert from 'node:assert/strict';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseIds, dataSourceIds, notionSeed } from '../../src/sandbox/seed.js';
import { openWorkspace } from '../../src/vendors/notion/connect.js';
import { lookForContact } from '../../src/vendors/notion/find-contact.js';
import { PersonInNotion } from '../../src/vendors/notion/pages-of-person.js';

const email = 'Sarah@Salon.example';
const address = 'sarah@salon.example';
const contactKey = 'a-key-of-sarah';
const nowhere = { addresses: [], contactPageIds: [], rowIds: [] };

/** Notion alone, with a column for contact keys or without one. */
async function openNotion({ hasKeys = true } = {}) {
  const seed = await notionSeed();
  for (const database of seed.databases ?? []) {
    if (!hasKeys) delete database.properties['Contact Key'];
  }
  const notion = createNotionStandIn({ file: ':memory:', seed, requestsPerMinute: 100_000 });
  const { url: baseUrl } = await notion.listen(0);
  const { contacts, tracker } = openWorkspace({
    token: 'ntn_test',
    baseUrl,
    requestsPerSecond: 100_000,
    databases: databaseIds,
  });
  const person = new PersonInNotion({ contacts, tracker }, { email, contactKey }, () => {});
  const isLagging = (lags: boolean) =>
    notion.setFaults(
      lags
        ? Object.values(dataSourceIds).map((id) => ({
            kind: 'query-lag',
            route: `POST /data_sources/${id}/query`,
          }))
        : [],
    );
  return { notion, contacts, tracker, person, isLagging };
}

describe("a person's pages in Notion", () => {
  const open: { close(): void }[] = [];
  const openOne = async (how?: { hasKeys: boolean }) => {
    const one = await openNotion(how);
    open.push(one.notion);
    return one;
  };
  afterEach(() => {
    for (const notion of open.splice(0)) notion.close();
  });

  it('are all found, in whatever case, by whatever names them, and nobody else is', async () => {
    const { contacts, tracker, person } = await openOne();
    const mine = [
      await contacts.create({ email: address, firstName: 'Sarah' }),
      await contacts.create({ email, firstName: 'Sarah' }),
      await contacts.create({ email: 'SARAH@salon.example' }),
    ];
    await contacts.create({ email: 'sarah+shop@salon.example' });
    const moved = await contacts.create({ email: 'sarah@new.example', contactKey });
    const rows = [
      await tracker.create({ email: address, key: 'older' }),
      await tracker.create({ key: `no-show/${contactKey}/call/1` }),
    ];
    await tracker.create({ email: 'bob@salon.example', key: 'assessment/bob/1' });
    const traces = { ...nowhere, addresses: ['SARAH@salon.example', 'bob@salon.example'] };
    const found = await person.find(traces);
    const ids = (all: { id: string }[]) => all.map(({ id }) => id).toSorted();
    assert.deepEqual(ids(found.contacts), mine.toSorted());
    assert.deepEqual(ids(found.rows), rows.toSorted());
    assert.deepEqual(ids(found.others), [moved]);
  });

  it('are found by what has made them while queries lag, and trashed as often as asked', async () => {
    const { contacts, tracker, person, isLagging } = await openOne();
    isLagging(true);
    const contactPageIds = [await contacts.create({ email: address })];
    const rowIds = [await tracker.create({ email: address, key: 'one' })];
    assert.equal((await person.find(nowhere)).contacts.length, 0);
    const found = await person.find({ ...nowhere, contactPageIds, rowIds });
    assert.deepEqual([found.contacts.length, found.rows.length], [1, 1]);
    const counted: string[] = [];
    for (let times = 0; times < 2; times += 1) {
      await person.trash(found, (done, of) => counted.push(`${done}/${of}`));
    }
    assert.deepEqual(counted, ['1/2', '2/2', '1/2', '2/2']);
    const left = await person.find({ ...nowhere, contactPageIds, rowIds });
    assert.deepEqual([left.contacts, left.rows], [[], []]);
  });

  it('leave one behind that says who must not be mailed, which an event finds again', async () => {
    const { contacts, person } = await openOne();
    await contacts.create({ email: address, firstName: 'Sarah', emailStatus: 'Unsubscribed' });
    const found = await person.find(nowhere);
    await person.keep('Unsubscribed', found.kept);
    await person.trash(found, () => {});
    const { contacts: left, kept } = await person.find(nowhere);
    assert.deepEqual([left.length, kept.length], [0, 1]);
    await person.keep('Complained', kept);
    const all = await contacts.all();
    assert.deepEqual(
      all.map(({ values }) => Object.entries(values).filter(([, value]) => value !== null)),
      [
        [
          ['emailStatus', 'Complained'],
          ['contactKey', contactKey],
        ],
      ],
    );
    const again = await lookForContact(contacts, email, contactKey);
    assert.equal(again.found?.emailStatus, 'Complained');
    assert.equal((await lookForContact(contacts, email)).found, undefined);
    await contacts.create({ email: address, emailStatus: 'Subscribed' });
    const { found: used, doubles } = await lookForContact(contacts, email, contactKey);
    assert.deepEqual(
      [used?.emailStatus, doubles.map((one) => one.emailStatus)],
      ['Subscribed', ['Complained']],
    );
  });

  for (const typed of [
    ' sarah@salon.example',
    'sarah@salon.example ',
    'Sarah@salon.example\u200b',
    'mailto:sarah@salon.example',
    'Sarah <sarah@salon.example>',
    'sarah@salon.example, sam@salon.example',
  ]) {
    it(`are found by an address that somebody typed as ${JSON.stringify(typed)}`, async () => {
      const { contacts, person } = await openOne();
      await contacts.create({ email: 'xsarah@salon.example' });
      await contacts.create({ email: 'sarah@salon.example.org' });
      const id = await contacts.create({ email: typed, emailStatus: 'Unsubscribed' });
      assert.equal((await lookForContact(contacts, email)).found?.emailStatus, 'Unsubscribed');
      const { contacts: own, others } = await person.find(nowhere);
      const isShared = typed.includes(',');
      assert.deepEqual(
        [own, others].map((some) => some.map((one) => one.id)),
        isShared ? [[], [id]] : [[id], []],
      );
    });
  }

  it('are found by the readable form of a domain', async () => {
    const { contacts } = await openOne();
    await contacts.create({ email: 'ann@bücher.example', emailStatus: 'Unsubscribed' });
    for (const asked of ['ann@xn--bcher-kva.example', 'Ann@Bücher.example']) {
      assert.equal((await lookForContact(contacts, asked)).found?.emailStatus, 'Unsubscribed');
    }
  });

  it('keep the address where there is no column for a key', async () => {
    const { contacts, person } = await openOne({ hasKeys: false });
    await contacts.create({ email: address, firstName: 'Sarah', emailStatus: 'Bounced' });
    for (let times = 0; times < 2; times += 1) {
      const found = await person.find(nowhere);
      await person.keep('Bounced', found.kept);
      await person.trash(found, () => {});
    }
    const [only, ...more] = await contacts.all();
    assert.deepEqual(
      [only?.values.email, only?.values.firstName, only?.values.emailStatus, more],
      [address, null, 'Bounced', []],
    );
  });
});
