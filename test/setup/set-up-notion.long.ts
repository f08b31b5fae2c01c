import assert from 'node:assert/strict';
import { templateNames } from '../../src/campaign/sequences/index.js';
import { VendorFault } from '../../src/domain/errors.js';
import { notionSeed } from '../../src/sandbox/seed.js';
import { sayPlan } from '../../src/setup/say-plan.js';
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

  it('lets what is no fault of the workspace through, and tells what Notion refuses', async () => {
    const failing = (error: Error) => ({
      makeDatabase: async () => {
        throw error;
      },
    });
    await assert.rejects(workspace.setUp({}, failing(new TypeError('a bug'))), TypeError);
    const refused = new VendorFault('Notion answered 400', {
      kind: 'permanent',
      about: 'notion-request',
    });
    const { survey } = await workspace.setUp({}, failing(refused));
    assert.match(survey.findings[0]?.found ?? '', /cannot make sense of what it is asked/);
  });
});
