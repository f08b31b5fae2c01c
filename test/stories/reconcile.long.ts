import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DAY, HOUR } from '../../src/domain/duration.js';
import type { Difference } from '../../src/domain/records/differences.js';
import { openAlertInbox } from '../support/alert-inbox.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startSkippingDevServer } from '../support/temporal.js';
import { trash } from '../support/trash.js';
import { createWorld, type World } from '../support/world.js';

/** What people, vendors and lost webhooks make of the records, found and mended. */
describe('what Temporal, the tracker and Resend say of the same emails', () => {
  let env: TestWorkflowEnvironment;
  let inbox: Awaited<ReturnType<typeof openAlertInbox>>;
  let world: World;
  /** What happened a moment ago is not looked at yet: then a while goes by. */
  let laterMs = 0;
  before(async () => {
    [env, inbox] = await Promise.all([startSkippingDevServer(), openAlertInbox()]);
    const now = async () => new Date(Date.now() + laterMs);
    world = await createWorld({ env, now, settings: inbox.settings });
  });
  after(async () => {
    await world?.close();
    await env?.teardown();
    await inbox?.close();
  });

  /** Somebody whose #4 goes at once and whose #5 is yet to come; gives their run once that is written. */
  async function someone(name: string): Promise<string> {
    const { id } = await world.accept(postedAssessment(`${name}@salon.example`, 4 * DAY + HOUR));
    await eventually('#4 is written', async () => (await world.rows(id))[3] === '#4 sent');
    return id;
  }

  const rowsOf = (id: string) => world.observer.tracker.find('key', 'starts_with', `${id}/`);

  async function rowOf(id: string, number: number) {
    const row = (await rowsOf(id)).find(({ values }) => values.number === number);
    assert.ok(row);
    return row;
  }

  function mailed(to: string, subject: string): Promise<Response> {
    const mail = { from: 'Ann <hello@evergreen.example>', to: [to], subject, text: 'By hand.' };
    return fetch(`${world.config.resend.baseUrl}/emails`, {
      method: 'POST',
      headers: { Authorization: 'Bearer re_hand', 'Content-Type': 'application/json' },
      body: JSON.stringify(mail),
    });
  }

  const shown = (found: readonly Difference[]) =>
    found.map(({ kind, runId, number }) => [kind, runId, number].filter((one) => one).join(' '));

  it('is told where it differs, and mended where only the tracker is wrong', async () => {
    const [gone, edited, empty, fine] = [
      await someone('gone'),
      await someone('edited'),
      await someone('empty'),
      await someone('fine'),
    ];
    for (const id of [gone, edited, empty, fine]) {
      const { id: rowId } = await rowOf(id, 4);
      await world.observer.tracker.update(rowId, { delivery: 'delivered' });
    }
    await trash(world, (await rowOf(gone, 4)).id);
    await world.observer.tracker.update((await rowOf(edited, 4)).id, { status: 'failed' });
    await world.observer.tracker.update((await rowOf(fine, 4)).id, { delivery: null });
    for (const { id } of await rowsOf(empty)) await trash(world, id);
    const nobodys = `assessment/${'0'.repeat(32)}`;
    await world.observer.tracker.create({
      key: `${nobodys}/2`,
      status: 'scheduled',
      scheduledAt: new Date().toISOString(),
    });
    await mailed('fine@salon.example', 'Just a word');
    const [one] = await world.observer.templates.find('name', 'equals', '5-Day E1');
    await mailed(
      'stranger@salon.example',
      one?.values.subject?.replaceAll(/\{\{.*?\}\}/g, 'x') ?? '',
    );
    laterMs = HOUR;

    const told: string[] = [];
    const expected = [
      `row_missing ${gone} 4`,
      `row_differs ${edited} 4`,
      `run_without_rows ${empty}`,
      `delivery_missing ${fine} 4`,
      `row_without_run ${nobodys} 2`,
      `mail_of_no_run ${fine}`,
      'website_email_without_run',
    ];
    const first = await world.runs.reconcile({ days: 7 }, ({ doing }) => told.push(doing));
    assert.deepEqual(shown(first.found).toSorted(), expected.toSorted());
    assert.deepEqual(first.read, { runs: 4, rows: 4 * 5 - 1 - 5 + 1, mails: 4 + 2 });
    assert.deepEqual([first.unread, first.more, first.repaired], [[], 0, 0]);

    const sent = world.resend.ledger().length;
    const second = await world.runs.reconcile({ days: 7, fix: true });
    assert.deepEqual(shown(second.found).toSorted(), expected.toSorted());
    assert.equal(second.repaired, 1 + 1 + 5 + 1);
    const third = await world.runs.reconcile({ days: 7 });
    assert.deepEqual(shown(third.found).toSorted(), expected.slice(4).toSorted());
    for (const id of [gone, edited, empty, fine]) {
      assert.deepEqual(await world.rows(id), await world.rows(fine));
    }
    assert.equal(world.resend.ledger().length, sent, 'nobody is mailed');
  });

  it('is compared each night, and what is new is told once', async () => {
    await world.runs.keepWatch('UTC');
    const schedule = env.client.schedule.getHandle('reconcile');
    await env.client.schedule.getHandle('watch').pause();
    const nights = async () => (await schedule.describe()).info.recentActions;
    const night = async () => {
      const { length } = await nights();
      await schedule.trigger();
      await eventually('the night has begun', async () => (await nights()).length > length);
      const last = (await nights()).at(-1)?.action.workflow;
      assert.ok(last);
      // Two nights of one second have one workflow id.
      const { workflowId, firstExecutionRunId: runId } = last;
      await env.client.workflow.getHandle(workflowId, runId).result();
      const query = `RunId = '${runId}' AND ExecutionStatus = 'Completed'`;
      await eventually('it is listed', async () => {
        return (await env.client.workflow.count(query)).count === 1;
      });
      return inbox.alerts.filter((alert) => /disagree/.test(alert)).length;
    };
    assert.equal(await night(), 1);
    assert.match(
      inbox.alerts.at(-1) ?? '',
      /1 x A row belongs to no run; 1 x The website has sent/,
    );
    assert.doesNotMatch(inbox.alerts.at(-1) ?? '', /salon/);
    assert.equal(await night(), 1, 'what is known is not told again');
  });

  it('is compared as far as Resend lets its mails be read', async () => {
    const refuses = { kind: 'status', route: 'GET /emails', status: 401 } as const;
    world.resend.setFaults([{ ...refuses, body: { name: 'restricted_api_key', statusCode: 401 } }]);
    const { found, unread } = await world.runs.reconcile({ days: 7 });
    world.resend.setFaults([]);
    assert.deepEqual(shown(found), [`row_without_run assessment/${'0'.repeat(32)} 2`]);
    assert.match(
      unread.join(),
      /does not list its mails: restricted_api_key; a key with full access/,
    );
  });

  it('names a run of which no worker tells, and compares the rest', async () => {
    const start = { taskQueue: 'nobody', workflowId: 'assessment/untold', args: [{}] };
    await env.client.workflow.start('assessment', start);
    await eventually('it is listed', async () => {
      const query = "WorkflowId = 'assessment/untold'";
      return (await env.client.workflow.count(query)).count === 1;
    });
    const { unread, read } = await world.runs.reconcile({ days: 7 });
    assert.equal(unread.length, 1);
    assert.match(unread[0] ?? '', /^no worker has told what became of assessment\/untold: /);
    assert.equal(read.runs, 4);
  });
});
