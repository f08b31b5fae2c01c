import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createTemporalActivities } from '../../src/activities/index.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { watchLimits } from '../../src/domain/watch.js';
import { createActivityDeps } from '../../src/processes/activity-deps.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { createRuns } from '../../src/runs/runs.js';
import { attributes } from '../../src/workflows/messages.js';
import { openAlertInbox } from '../support/alert-inbox.js';
import { postedAssessment } from '../support/posted-assessment.js';
import { eventually } from '../support/sandbox-process.js';
import { startTellingDevServer } from '../support/temporal.js';
import { WatchStory } from '../support/watch-story.js';
import { createWorld, type World } from '../support/world.js';

/** What nobody else would tell of: counted every minute, told once, shown, and over. */
describe('the watch over the whole', () => {
  let env: TestWorkflowEnvironment;
  let world: World;
  let story: WatchStory;
  let inbox: Awaited<ReturnType<typeof openAlertInbox>>;
  /** In force at each look; a story may be stricter than production. */
  const limits = { ...watchLimits };

  before(async () => {
    [env, inbox] = await Promise.all([startTellingDevServer(), openAlertInbox()]);
    const now = async () => new Date();
    world = await createWorld({ env, now, limits, settings: inbox.settings });
    story = new WatchStory(world, inbox.alerts);
  });
  after(async () => {
    await world?.close();
    await env?.teardown();
    await inbox?.close();
  });
  beforeEach(() => {
    Object.assign(limits, watchLimits);
    inbox.alerts.length = 0;
  });

  const accept = (email: string, sentAgoMs = HOUR) =>
    world.accept(postedAssessment(email, sentAgoMs));

  it('begins once, whoever starts it, how often and at once; an operator may pause it', async () => {
    await Promise.all([1, 2, 3].map(() => world.runs.keepWatch('UTC')));
    const { schedule } = story;
    await schedule.pause('too much');
    // The server takes the pause up in its own time, and an update of what it said before would undo it.
    await eventually('it is paused', async () => (await schedule.describe()).state.paused);
    await world.runs.keepWatch('UTC');
    const { state, policies, spec } = await schedule.describe();
    assert.equal(state.paused, true);
    assert.equal(policies.overlap, 'SKIP');
    assert.equal(spec.intervals?.[0]?.every, MINUTE);
    await schedule.unpause();
  });

  it('finds nothing in a system that is busy and healthy, with failed emails and paused runs', async () => {
    world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 422, times: 1 }]);
    const people = Array.from({ length: 30 }, (_, n) => `busy${n}@salon.example`);
    const accepted = await Promise.all(people.map((email) => accept(email, DAY)));
    await world.control((await accept('paused@salon.example', DAY - MINUTE)).id, 'pause');
    assert.deepEqual(await story.look(), []);
    await eventually('all of them are mailed', async () => world.resend.ledger().length >= 29);
    assert.deepEqual(await story.look(), []);
    world.resend.setFaults([]);
    const { body } = await story.ready();
    assert.deepEqual(body.incidents, []);
    assert.deepEqual(
      body.queues.map(({ name, hasWorker }) => `${name} ${hasWorker}`),
      Object.values(taskQueues).map((name) => `${name} true`),
    );
    assert.match(await story.page(), /Is it well\?<\/h2>\s*<p class="card empty">All is well\./);
    assert.deepEqual(story.told(/wrong|over/), []);
    await Promise.all(accepted.map(({ id }) => world.control(id, 'stop')));
  });

  it('says nothing of itself to strangers', async () => {
    const answer = await world.app.request('/ready');
    assert.deepEqual(await answer.json(), { status: 'ready', sending: true });
  });

  it('tells of emails that are overdue, but not of those that the switch holds', async () => {
    const id = `assessment/${randomUUID()}`;
    // A run that nobody goes on with, and no record says why.
    await world.client.workflow.start('assessment', {
      workflowId: id,
      taskQueue: 'nobody',
      typedSearchAttributes: [
        { key: attributes.nextSendAt, value: new Date(Date.now() - 11 * MINUTE) },
        { key: attributes.needsAttention, value: false },
      ],
    });
    const switchTo = (sending: boolean) =>
      world.operate('/switch', { sending, by: 'Ann', reason: 'x', mode: 'catch-up' });
    await switchTo(false);
    await story.lookUntil('it is found', 'watch-overdue');
    assert.deepEqual(await story.shown(), [], 'the switch explains it');
    await switchTo(true);
    await story.lookUntil('it is found still', 'watch-overdue');
    assert.deepEqual(await story.shown(), [], 'so soon after it, they still catch up');

    limits.overdue = 2 * SECOND;
    await eventually('nothing explains it any more', async () => {
      await story.look();
      return (await story.shown()).includes('watch-overdue');
    });
    const link = /\/namespaces\/default\/workflows\?query=WorkflowType%20IN/;
    await story.assertTold('watch-overdue', /Emails are overdue/, link);
    assert.match(story.told(/overdue/)[0] ?? '', /1 run has an email overdue .* 1 email is due\./);
    await world.client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: id },
    });
    await story.lookUntil('it is gone');
    await story.assertOver(/Emails are overdue/);
  });

  it('calls nothing overdue that an operator has paused, even between two attempts to send it', async () => {
    limits.overdue = SECOND;
    world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 429 }]);
    const { id } = await accept('held@salon.example', DAY);
    await story.lookUntil('it is found', 'watch-overdue');
    await world.control(id, 'pause');
    await story.lookUntil('it is paused');
    await world.control(id, 'resume', { mode: 'catch-up' });
    await story.lookUntil('it is found again', 'watch-overdue');
    world.resend.setFaults([]);
    await story.lookUntil('it is sent');
    await world.control(id, 'stop');
  });

  it('tells of a run that was ended in Temporal, until it is started again', async () => {
    const { id } = await accept('broken@salon.example');
    await world.control(id, 'pause'); // it has begun
    await world.client.workflow.getHandle(id).terminate();
    await story.lookUntil('it is found', 'watch-broken');
    await story.assertTold('watch-broken', /Runs have ended by themselves/, /CloseTime/);
    const restarted = await world.control(id, 'restart', { from: 2, reason: 'by mistake' });
    assert.equal(restarted.status, 200);
    await story.lookUntil('it goes on again');
    await story.assertOver(/Runs have ended by themselves/);
    await world.control(id, 'stop');
  });

  it('tells of a workflow whose tasks fail, as after a release that does not replay', async () => {
    // Without its input it throws, which fails the task and not the workflow.
    const stuck = await world.client.workflow.start('stopContact', {
      workflowId: `stop/${randomUUID()}/operator`,
      taskQueue: taskQueues.workflows,
    });
    await story.lookUntil('it is found', 'watch-tasks');
    await story.assertTold('watch-tasks', /Workflow tasks fail/, /TemporalReportedProblems/);
    await stuck.terminate();
    await story.lookUntil('it is gone');
    await story.assertOver(/Workflow tasks fail/);
  });

  it('tells of a queue that does not keep up, and not of its overdue emails too', async () => {
    limits.oldestTask = 2 * SECOND;
    world.notion.setFaults([{ kind: 'pause', delayMs: 1_500 }]);
    const people = Array.from({ length: 20 }, (_, n) => `slow${n}@salon.example`);
    const accepted = await Promise.all(people.map((email) => accept(email, DAY)));
    const queue = 'watch-queue-evergreen-notion';
    await story.lookUntil('its oldest task waits', queue);
    limits.overdue = SECOND;
    await story.lookUntil('emails wait for that', 'watch-overdue', queue);
    await story.assertTold(
      'watch-queue-evergreen-notion',
      /Tasks wait for too long/,
      /task-queues\/evergreen-notion/,
    );
    world.notion.setFaults([]);
    limits.overdue = watchLimits.overdue;
    await story.lookUntil('it has caught up');
    await story.assertOver(/Tasks wait for too long/);
    assert.deepEqual(story.told(/overdue/), []);
    await Promise.all(accepted.map(({ id }) => world.control(id, 'stop')));
  });

  it('tells of queues that no worker takes from', async () => {
    await world.stopWorkers();
    const worker = await Worker.create({
      connection: env.nativeConnection,
      namespace: 'default',
      taskQueue: taskQueues.workflows,
      workflowBundle: await loadWorkflows(),
      activities: createTemporalActivities(
        await createActivityDeps(world.config, world.client, { runs: world.runs }),
      ),
    });
    const names = ['watch-worker-evergreen-notion', 'watch-worker-evergreen-resend'];
    await worker.runUntil(async () => {
      limits.quiet = 3 * SECOND;
      await story.lookUntil('both are found', ...names);
      for (const name of names) {
        await story.assertTold(name, new RegExp(`queue ${name.slice(13)};`), /task-queues\//);
      }
    });
    limits.quiet = watchLimits.quiet;
    await world.startWorkers();
    await story.lookUntil('all are there again');
    await eventually(
      'the end of both is told',
      async () => story.told(/^That is over/).length === 2,
    );
    assert.equal(story.told(/^Something is wrong/).length, 2);
    await eventually('neither is shown any more', async () => (await story.shown()).length === 0);
  });

  it('shows where there is no worker at all, though nobody is there who could tell', async () => {
    await world.stopWorkers();
    limits.quiet = 2 * SECOND;
    await eventually('all three queues are shown', async () => (await story.shown()).length === 3);
    const { code, body } = await story.ready();
    assert.equal(code, 200, 'events are taken all the same');
    assert.ok(body.queues.every(({ hasWorker }) => !hasWorker));
    assert.match(await story.page(), /No worker takes tasks.*nobody works on the queue evergreen/s);
    // Whoever has just started cannot tell whether workers are late or gone.
    const fresh = createRuns({ client: world.client, now: async () => new Date(), limits });
    assert.equal((await fresh.lookOver()).length, 3);
    assert.deepEqual(await world.runs.incidents(), []);
    assert.deepEqual(inbox.alerts, []);
    await world.startWorkers();
    limits.quiet = watchLimits.quiet;
    await eventually('all is well again', async () => (await story.shown()).length === 0);
  });

  it('forgets a run that nobody starts again after a day', async () => {
    const { id } = await accept('given-up@salon.example');
    await world.client.workflow.getHandle(id).terminate();
    await story.lookUntil('it is found', 'watch-broken');
    limits.broken = SECOND;
    await story.lookUntil('a day has passed');
    await story.assertOver(/Runs have ended by themselves/);
  });
});
