import assert from 'node:assert/strict';
import { notionSeed } from '../../src/sandbox/seed.js';
import { idsOf, pageId, useEmptyWorkspace } from './empty-workspace.js';

describe('Setting up where a person was before', () => {
  const workspace = useEmptyWorkspace();

  const creates = () => workspace.writes().filter((write) => write === 'POST /v1/pages').length;

  it('changes nothing where a column is of another type or name, and says how to mend each', async () => {
    const seed = await notionSeed();
    await workspace.seed({
      databases: (seed.databases ?? []).map((one) => ({ ...one, parentId: pageId })),
    });
    const drift = (body: object) =>
      fetch(`${workspace.target().baseUrl}/_control/drift`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    for (const [database, property, change] of [
      ['Contacts', 'email', { rename: 'Adresse' }],
      ['Contacts', 'first_name', { rename: 'Person' }],
      ['Contacts', 'Email Status', { rename: 'Post' }],
      ['Contacts', 'Segment', { type: 'status' }],
      ['Contacts', 'business_name', { rename: 'Business Name' }],
      ['Email Sequence Tracker', 'Key', { type: 'number' }],
      ['Email Sequence Tracker', 'Status', { rename: 'status' }],
      ['Email Templates', 'Email Body Plain Text', { type: 'url' }],
    ] as const) {
      assert.equal((await drift({ database, property, ...change })).status, 200);
    }
    const before = workspace.writes().length;
    const { survey, done } = await workspace.setUp();
    assert.deepEqual([done, workspace.writes().length], [[], before]);
    assert.deepEqual(
      survey.findings
        .filter(({ id }) => !/^notion-(contacts|tracker|templates)$/.test(id))
        .map(({ what, level, found }) => `${level} ${what}: ${found}`),
      [
        'wrong contacts: "email": it is missing, and "Adresse" (email) looks like it',
        'wrong contacts: "first_name": it is missing, and "Person" (title) looks like it',
        'warning contacts: "business_name": it is missing, and "Business Name" (rich_text) looks like it',
        'wrong contacts: "Segment": it is of type status, and must be select',
        'wrong contacts: "Email Status": it is missing, and "Post" (select) looks like it',
        'wrong tracker: "Key": it is of type number, and must be rich_text',
        'warning templates: "Email Body Plain Text": it is of type url, and must be rich_text',
      ],
    );
    const mends = survey.findings.map(({ mend }) => mend).join('\n');
    const mapping = {
      email: 'Adresse',
      first_name: 'Person',
      business_name: 'Business Name',
      'Email Status': 'Post',
    };
    const setting = `NOTION_PROPERTY_NAMES='${JSON.stringify({ contacts: mapping })}'`;
    assert.equal(mends.split(setting).length - 1, 4);
    const mapped = await workspace.look({
      propertyNames: { contacts: mapping, tracker: undefined, templates: undefined },
    });
    assert.deepEqual(
      mapped.findings.filter(({ what }) => what.startsWith('contacts: "')).map(({ what }) => what),
      ['contacts: "Segment"'],
    );
    assert.match(mends, /change its type to Text in Notion/);
  });

  it('takes the names that the configuration gives', async () => {
    const seed = await notionSeed();
    const [contacts] = seed.databases ?? [];
    assert.ok(contacts);
    const { email, ...columns } = contacts.properties;
    await workspace.seed({
      databases: [{ ...contacts, parentId: pageId, properties: { ...columns, Adresse: email } }],
    });
    const propertyNames = {
      contacts: { email: 'Adresse' },
      tracker: undefined,
      templates: undefined,
    };
    const { survey } = await workspace.setUp({ propertyNames });
    assert.deepEqual(survey.findings, []);
    const wrong = { contacts: { email: 'Anschrift' }, tracker: undefined, templates: undefined };
    const found = await workspace.look({ propertyNames: wrong });
    assert.match(
      found.findings.find(({ level }) => level === 'wrong')?.found ?? '',
      /NOTION_PROPERTY_NAMES calls "email" so, and there is no such column/,
    );
  });

  it('tells doubled, inactive, misspelt and older templates apart', async () => {
    const seed = await notionSeed();
    const templates = seed.databases?.[2];
    assert.ok(templates);
    const named = (name: string, status = 'Active') => ({
      'Template Name': { title: [{ text: { content: name } }] },
      Status: { select: { name: status } },
    });
    const others = templates.rows.filter((row) => {
      const [{ text }] = (row['Template Name'] as { title: [{ text: { content: string } }] }).title;
      return !/^(5-Day E[2345]|noshow_recovery_email_1)$/.test(text.content);
    });
    const rows = [
      ...others,
      named('christmas_email_2'),
      named('5-Day E3'),
      named('5-Day E3'),
      named('5-Day E4', 'Inactive'),
      named('5-day e5'),
    ];
    await workspace.seed({ databases: [{ ...templates, parentId: pageId, rows }] });
    const { survey } = await workspace.setUp();
    assert.deepEqual(
      survey.findings
        .filter(({ group }) => group === 'Templates')
        .map(({ what, found }) => `${what}: ${found}`),
      [
        'the template "5-Day E3": 2 rows of this name are Active, so that its emails wait',
        'the template "5-Day E4": its Status is "Inactive", so that its emails wait',
        'the template "5-Day E5": there is none, and "5-day e5" looks like it',
      ],
    );
    assert.equal(creates(), 1);
  });

  it('tells two databases of one title, one of another integration, and one in no page of ours', async () => {
    const seed = await notionSeed();
    const [contacts, tracker, templates] = seed.databases ?? [];
    assert.ok(contacts && tracker && templates);
    const twin = {
      databaseId: '50000000-0000-4000-8000-000000000000',
      sourceId: '60000000-0000-4000-8000-000000000000',
    };
    const kestra = { id: '70000000-0000-4000-8000-000000000000', name: 'Kestra' };
    await workspace.seed({
      integrations: [kestra],
      databases: [
        contacts,
        { ...contacts, id: twin.databaseId, dataSourceId: twin.sourceId },
        { ...tracker, madeBy: kestra.id },
      ],
    });
    const found = await workspace.look({ parent: undefined });
    assert.deepEqual(
      found.findings.map(({ id, level }) => `${level} ${id}`),
      ['wrong notion-contacts', 'warning notion-tracker', 'warning notion-tracker-owner'],
    );
    assert.match(found.findings[2]?.found ?? '', /another integration made it \("Kestra"\)/);
    assert.deepEqual(found.missing, ['templates']);
    const elsewhere = await workspace.look();
    assert.deepEqual(elsewhere.missing, ['contacts', 'tracker', 'templates']);
    assert.equal(elsewhere.hasSomething, true);
    assert.match(elsewhere.notes.join(), /also sees "Contacts" .* set NOTION_CONTACTS_DB_ID/);
  });

  it('says what stands in the way of looking: a page not shared, a wrong id, a wrong token, no answer', async () => {
    const unknown = '99999999-0000-4000-8000-000000000000';
    const unshared = await workspace.look({ parent: unknown });
    assert.match(unshared.findings[0]?.mend ?? '', /Connections, and add your integration/);
    assert.deepEqual(unshared.missing, []);
    const wrong = await workspace.look({ databases: { contacts: unknown } });
    assert.match(wrong.findings[0]?.mend ?? '', /or correct NOTION_CONTACTS_DB_ID/);
    workspace.standIn.setFaults([{ kind: 'status', status: 401, route: 'GET /v1/users/me' }]);
    const unknownToken = await workspace.look();
    assert.match(unknownToken.findings[0]?.found ?? '', /does not know the token/);
  });

  it('tells of a second database of the title that it uses, on the same page', async () => {
    const { survey } = await workspace.setUp();
    const [contacts] = (await notionSeed()).databases ?? [];
    assert.ok(contacts);
    await workspace.seed({ databases: [{ ...contacts, parentId: pageId }] });
    const used = survey.databases.contacts?.databaseId;
    const { findings } = await workspace.look({ databases: { ...idsOf(survey), contacts: used } });
    assert.deepEqual(
      findings.map(({ id, level }) => [id, level]),
      [['notion-contacts-double', 'warning']],
    );
  });
});
