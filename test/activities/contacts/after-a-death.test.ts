import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ContactPages } from '../../../src/activities/contacts/contact-pages.js';
import { createNotionActivities } from '../../../src/activities/index.js';
import { createNotionStandIn } from '../../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../../src/sandbox/seed.js';
import { openWorkspace } from '../../../src/vendors/notion/connect.js';
import { loneActivityDeps } from '../../support/lone-activities.js';

describe('a contact, after the process that spoke to Notion has died', () => {
  const notion = createNotionStandIn({ file: ':memory:' });
  let baseUrl: string;
  before(async () => {
    await notion.seed(await notionSeed());
    ({ url: baseUrl } = await notion.listen(0));
  });
  after(() => notion.close());

  const save = async ({ isAlone }: { isAlone: boolean }) => {
    const contactPages = new ContactPages();
    contactPages.takeUp([], false);
    const workspace = openWorkspace({
      token: 'ntn_test',
      baseUrl,
      requestsPerSecond: 100_000,
      databases: databaseIds,
    });
    const lone = await loneActivityDeps({ workspace, contactPages });
    const runs = { ...lone.runs, isAlone: async () => isAlone };
    const contact = { key: 'sarah', email: 'sarah@salon.example' };
    await new MockActivityEnvironment().run(createNotionActivities({ ...lone, runs }).saveContact, {
      contact,
      data: {},
      segment: null,
    });
  };
  const made = () => notion.log().filter(({ path }) => path === '/v1/pages').length;

  it('is looked for again where another workflow may have made it, and made where none can have', async () => {
    await assert.rejects(save({ isAlone: false }), { type: 'delay' });
    assert.equal(made(), 0);
    await save({ isAlone: true });
    assert.equal(made(), 1);
    await save({ isAlone: false });
    assert.equal(made(), 1, 'it is found');
  });
});
