import assert from 'node:assert/strict';
import { templateNames } from '../../src/campaign/sequences/index.js';
import { VendorFault } from '../../src/domain/errors.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { sayPlan } from '../../src/setup/set-up-notion.js';
import type { Builder } from '../../src/vendors/notion/builder.js';
import { idsOf, pageId, useEmptyWorkspace } from './empty-workspace.js';

class Killed extends Error {}

/** Whoever is killed asks nobody again: it ends at the so-many-th look of each kind. */
function killedAtCall(calls: { databasesOn: number; rows: number }): Partial<Builder> {
  const left = { ...calls };
  const look = (name: keyof typeof calls) => async () => {
    left[name] -= 1;
    if (left[name] <= 0) throw new Killed();
    return [];
  };
  return { databasesOn: look('databasesOn'), rows: look('rows') };
}

describe('Setting up a workspace', () => {
  const workspace = useEmptyWorkspace();

  const creates = () => workspace.writes().filter((write) => write === 'POST /v1/pages').length;
  const databases = () =>
    workspace.writes().filter((write) => write === 'POST /v1/databases').length;

  it('makes all of it on an empty page, and the worker finds nothing to say', async () => {
    const found = await workspace.look();
    assert.equal(found.hasSomething, false);
    assert.deepEqual(sayPlan(found).slice(0, 4), [
      'make the database "Contacts" on the page "Evergreen"',
      'make the database "Email Sequence Tracker" on the page "Evergreen"',
      'make the database "Email Templates" on the page "Evergreen"',
      'add the template "5-Day E1", Active',
    ]);
    const { survey } = await workspace.setUp();
    assert.deepEqual([survey.findings, survey.lacks, survey.missing], [[], [], []]);
    assert.deepEqual(await workspace.check(idsOf(survey)), []);
    assert.equal(creates(), templateNames.length);
    assert.deepEqual(workspace.waits(), []);
  });

  it('does nothing the second time', async () => {
    await workspace.setUp();
    const before = workspace.writes().length;
    const { done, survey } = await workspace.setUp();
    assert.deepEqual([done, survey.lacks, sayPlan(survey)], [[], [], []]);
    assert.equal(workspace.writes().length, before);
    assert.equal((await workspace.look()).hasSomething, true);
  });

  for (const [killedAt, called] of [
    ['POST /v1/databases', { databasesOn: 1, rows: 9 }],
    ['POST /v1/pages', { databasesOn: 9, rows: 2 }],
  ] as const) {
    it(`goes on where it was killed while Notion carried out its ${killedAt}`, async () => {
      workspace.standIn.setFaults([
        { kind: 'after', route: killedAt, skip: 1, times: 1, then: 503 },
      ]);
      await assert.rejects(workspace.setUp({}, killedAtCall(called)), Killed);
      assert.equal(databases(), killedAt === 'POST /v1/databases' ? 2 : 3);
      assert.equal(creates(), killedAt === 'POST /v1/databases' ? 0 : 2);

      // Queries do not show yet what was made.
      workspace.standIn.setFaults([{ kind: 'query-lag', delayMs: 25_000 }]);
      const { survey } = await workspace.setUp();
      workspace.standIn.setFaults([]);
      const after = await workspace.look({ databases: idsOf(survey) });
      assert.deepEqual([after.findings, after.lacks], [[], []]);
      assert.equal(databases(), 3);
      assert.equal(creates(), templateNames.length);
    });
  }

  it('looks for what a lost answer may have made, before it makes it again', async () => {
    workspace.standIn.setFaults([
      { kind: 'after', route: 'POST /v1/databases', skip: 1, times: 1, then: 'reset' },
      { kind: 'after', route: 'POST /v1/pages', skip: 3, times: 1, then: 503 },
      {
        kind: 'after',
        route: 'POST /v1/pages',
        skip: 5,
        times: 1,
        then: 504,
        committedResourceId: true,
      },
    ]);
    const { survey } = await workspace.setUp();
    assert.deepEqual([survey.findings, survey.lacks], [[], []]);
    assert.equal(databases(), 3);
    assert.equal(creates(), templateNames.length);
  });

  it('makes again what was not made', async () => {
    workspace.standIn.setFaults([
      { kind: 'before', route: 'POST /v1/databases', times: 1, then: 'reset' },
      { kind: 'before', route: 'POST /v1/pages', times: 1, then: 503 },
    ]);
    const { survey } = await workspace.setUp();
    assert.deepEqual([survey.findings, survey.lacks], [[], []]);
    assert.equal(databases(), 3);
  });

  it('adds to a partly built workspace what it lacks, and keeps every row, column and option', async () => {
    const seed = await notionSeed();
    const [contacts, tracker, templates] = seed.databases ?? [];
    assert.ok(contacts && tracker && templates);
    const { Segment: _, 'Contact Key': __, ...columns } = contacts.properties;
    await workspace.seed({
      databases: [
        {
          ...contacts,
          parentId: pageId,
          properties: {
            ...columns,
            Notes: { rich_text: {} },
            'Email Status': { select: { options: [{ name: 'VIP' }, { name: 'Bounced' }] } },
          },
          rows: [
            {
              first_name: { title: [{ text: { content: 'Sarah' } }] },
              'Email Status': { select: { name: 'VIP' } },
            },
          ],
        },
        { ...templates, parentId: pageId, rows: templates.rows.slice(0, 10) },
      ],
    });
    const found = await workspace.look();
    assert.equal(found.hasSomething, true);
    assert.deepEqual(found.missing, ['tracker']);
    const { survey, done } = await workspace.setUp();
    assert.deepEqual([survey.findings, survey.lacks], [[], []]);
    assert.equal(done.length, 1 + 2 + 1 + 4);
    const { columns: after } = survey.databases.contacts ?? {};
    assert.deepEqual(
      after?.['Email Status']?.options.map(({ name }) => name),
      ['VIP', 'Bounced', 'Subscribed', 'Unsubscribed', 'Complained'],
    );
    assert.equal(after?.['Notes']?.type, 'rich_text');
    // The templates may have been made a moment ago by somebody else.
    assert.deepEqual(workspace.waits(), [15_000, 15_000, 15_000]);
    const relation = survey.databases.tracker?.columns['Contact']?.relatedTo;
    assert.equal(relation, contacts.dataSourceId);
  });

  it('says once that the workspace is full, how to mend it, and goes on from there later', async () => {
    workspace.standIn.setFaults([{ kind: 'block-limit', skip: 5 }]);
    const { survey } = await workspace.setUp();
    const full = survey.findings.filter(({ found }) => found?.includes('limit of blocks'));
    assert.equal(full.length, 1);
    assert.match(full[0]?.mend ?? '', /upgrade the plan, or leave one member .* run it again/);
    workspace.standIn.setFaults([]);
    const { survey: after } = await workspace.setUp();
    assert.deepEqual([after.findings, after.lacks], [[], []]);
    assert.equal(databases(), 3);
    assert.equal(creates(), templateNames.length);
  });

  it('says of a token that may only read what it lacks, and changes nothing', async () => {
    workspace.standIn.setFaults([{ kind: 'read-only' }]);
    const { survey, done } = await workspace.setUp();
    assert.deepEqual([done, workspace.writes()], [[], []]);
    const [refused] = survey.findings;
    assert.match(refused?.mend ?? '', /Read content, Update content and Insert content/);
  });

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
    assert.match(mends, /NOTION_PROPERTY_NAMES='\{"contacts":\{"email":"Adresse"\}\}'/);
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

  it('lets what is no fault of the workspace through, and tells what Notion refuses', async () => {
    const failing = (error: Error) => ({ makeDatabase: () => Promise.reject(error) });
    await assert.rejects(workspace.setUp({}, failing(new TypeError('a bug'))), TypeError);
    const refused = new VendorFault('Notion answered 400', {
      kind: 'permanent',
      about: 'notion-request',
    });
    const { survey } = await workspace.setUp({}, failing(refused));
    assert.match(survey.findings[0]?.found ?? '', /cannot make sense of what it is asked/);
  });
});
