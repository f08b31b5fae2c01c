import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DAY, HOUR } from '../../src/domain/duration.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { databaseSettings } from '../../src/setup/ours.js';
import { setUpNotion } from '../../src/setup/set-up-notion.js';
import { survey } from '../../src/setup/survey.js';
import { openBuilder } from '../../src/vendors/notion/builder.js';
import { connectWorkspace, type Workspace } from '../../src/vendors/notion/connect.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { createWorld, type World } from '../support/world.js';

/** The steps of docs/years.md, "Notion is lost": an empty workspace, its ids, a restart, `reconcile --fix`. */
describe('a lost Notion workspace', () => {
  const parent = '40000000-0000-4000-8000-000000000000';
  const lost = createNotionStandIn({
    file: ':memory:',
    seed: { pages: [{ id: parent, title: 'Evergreen' }] },
    requestsPerMinute: 1_000_000,
  });
  let env: TestWorkflowEnvironment;
  let world: World;
  let laterMs = 0;
  before(async () => {
    env = await startSkippingDevServer();
    world = await createWorld({ env, now: async () => new Date(Date.now() + laterMs) });
  });
  after(async () => {
    lost.close();
    await world?.close();
    await env?.teardown();
  });

  /** Makes the databases and templates on an empty page, as `notion setup` does; gives the new settings. */
  async function makeAnew(): Promise<{ settings: Record<string, string>; workspace: Workspace }> {
    const { url } = await lost.listen(0);
    const target = { token: 'ntn_new', baseUrl: url, requestsPerSecond: 100_000 };
    const asked = { databases: {}, parent };
    const builder = openBuilder(target);
    const deps = { builder, say: () => {}, pause: async () => {} };
    const { survey: made } = await setUpNotion(deps, asked, await survey(builder, asked));
    const { contacts, tracker, templates } = made.databases;
    assert.ok(contacts && tracker && templates);
    const databases = {
      contacts: contacts.databaseId,
      tracker: tracker.databaseId,
      templates: templates.databaseId,
    };
    return {
      settings: {
        NOTION_BASE_URL: url,
        NOTION_TOKEN: 'ntn_new',
        [databaseSettings.contacts]: databases.contacts,
        [databaseSettings.tracker]: databases.tracker,
        [databaseSettings.templates]: databases.templates,
      },
      workspace: await connectWorkspace({ ...target, token: 'ntn_look', databases }),
    };
  }

  it('is made anew from what Temporal knows; runs go on, and nobody is mailed twice', async () => {
    const start = async (name: string) =>
      (await world.accept(postedAssessment(`${name}@salon.example`, 3 * DAY + HOUR))).id;
    const sent = async (id: string, number: number) =>
      eventually(
        `#${number} is sent`,
        async () => (await world.rows(id))[number - 1] === `#${number} sent`,
      );
    const [open, ended] = [await start('open'), await start('gone')];
    for (const id of [open, ended]) await sent(id, 3);
    const mail = world.resend.ledger().find(({ to }) => to.includes('gone@salon.example'));
    const [, link = ''] =
      /<https?:\/\/[^/]+(\/.*)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
    assert.equal((await world.app.request(link, { method: 'POST' })).status, 200);
    await world.result(ended);
    const rowsBefore = [await world.rows(open), await world.rows(ended)];
    const mailed = world.resend.ledger().length;

    const { settings, workspace } = await makeAnew();
    await world.restart(settings);
    laterMs = HOUR;
    const { found, repaired } = await world.runs.reconcile({ days: 28, fix: true });
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['run_without_rows', 'run_without_rows'],
    );
    assert.equal(repaired, rowsBefore.flat().length);
    const rowsOf = async (id: string) =>
      (await workspace.tracker.find('key', 'starts_with', `${id}/`))
        .map(
          ({ values }) =>
            `#${values.number} ${values.status}${values.reason ? ` (${values.reason})` : ''}`,
        )
        .toSorted();
    assert.deepEqual([await rowsOf(open), await rowsOf(ended)], rowsBefore);
    assert.deepEqual((await world.runs.reconcile({ days: 28 })).found, []);

    const contacts = await workspace.contacts.newest();
    assert.deepEqual(
      contacts.map(({ values: { email, emailStatus } }) => `${email} ${emailStatus}`).toSorted(),
      ['gone@salon.example Unsubscribed', 'open@salon.example Subscribed'],
    );
    assert.equal(world.resend.ledger().length, mailed, 'nobody is mailed by that');

    const { status } = await world.control(open, 'send-now');
    assert.equal(status, 200);
    await eventually('#4 is written', async () => (await rowsOf(open))[3] === '#4 sent');
    const again = await world.accept(
      { email: 'gone@salon.example', event_id: 'AB' },
      '/webhooks/no-show',
    );
    assert.equal((await world.result(again.id)).outcome, 'suppressed');
    const keys = world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys.length, mailed + 1);
  });
});
