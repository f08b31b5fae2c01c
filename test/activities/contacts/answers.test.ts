import assert from 'node:assert/strict';
import { answersOfNotion } from '../../../src/activities/contacts/answers.js';
import { startLoneNotion } from '../../support/lone-notion.js';

describe('what Notion answers of a contact', () => {
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  after(() => notion.close());

  it('is their columns and their page, and nothing else', async () => {
    const started = await startLoneNotion();
    ({ notion } = started);
    const { workspace } = started.deps;
    const email = 'ann@salon.example';
    await workspace.contacts.create({ email, firstName: 'Ann', emailStatus: 'Subscribed' });
    const templates = { report: () => assert.fail(), copyOf: () => assert.fail() };
    const answers = answersOfNotion(
      async () => workspace,
      async () => {},
      templates,
    );
    const { fields = {}, url = '' } = (await answers.contact(email)) ?? {};
    assert.match(url, /^https:\/\/www\.notion\.so\/\w{32}$/);
    const columns = Object.keys(
      (await workspace.contacts.find('email', 'equals', email))[0]?.values ?? {},
    );
    assert.deepEqual(Object.keys(fields).toSorted(), columns.toSorted());
    assert.equal(fields['firstName'], 'Ann');
  });
});
