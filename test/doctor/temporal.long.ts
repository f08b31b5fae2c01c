import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { clock } from '../../src/doctor/clock.js';
import type { Installation } from '../../src/doctor/installation.js';
import { operatorChecks } from '../../src/doctor/operators.js';
import { temporalChecks } from '../../src/doctor/temporal.js';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { createRuns, type Runs } from '../../src/runs/runs.js';
import { watchId } from '../../src/runs/watch-schedule.js';
import { eventually } from '../support/sandbox-process.js';
import { startTellingDevServer } from '../support/temporal.js';
import { useDoctor } from './examined.js';

/** What doctor finds in a Temporal where nothing runs, and where operators have thrown switches. */
describe('evergreen doctor, of Temporal', () => {
  const { examineBroken } = useDoctor();
  let env: TestWorkflowEnvironment;
  let runs: Runs;
  before(async () => {
    env = await startTellingDevServer();
    runs = createRuns({ client: env.client, now: () => new Date() });
  });
  after(() => env?.teardown());

  const found = async (now = () => new Date()) => {
    const temporal: Installation['temporal'] = async () => ({ client: env.client, runs });
    const results = await examineBroken([...temporalChecks, ...operatorChecks, clock], {
      now,
      installation: { temporal },
    });
    return Object.fromEntries(
      results.map(({ id, level, found: what }) => [id, `${level} ${what ?? ''}`]),
    );
  };

  it('finds a short retention, no schedule and no worker', async () => {
    const lines = await found();
    assert.match(lines['temporal-retention'] ?? '', /^wrong it is 1 days/);
    assert.match(lines['temporal-schedule-watch'] ?? '', /^warning /);
    assert.match(
      lines['workers'] ?? '',
      /^wrong none takes tasks from evergreen, evergreen-notion, evergreen-resend/,
    );
    assert.equal(lines['sending-switch'], 'good ');
    assert.equal(lines['temporal-reached'], 'good ');
  });

  it('finds a worker of a version that nobody has made current, until somebody does', async () => {
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: taskQueues.workflows,
      workflowBundle: await loadWorkflows(),
      workerDeploymentOptions: {
        version: { deploymentName: 'evergreen', buildId: '0.2.0' },
        useWorkerVersioning: true,
        defaultVersioningBehavior: 'AUTO_UPGRADE',
      },
    });
    await worker.runUntil(async () => {
      await eventually('it asks for tasks', async () =>
        (await runs.versions()).some(({ asks }) => asks),
      );
      const idle = await found();
      assert.match(idle['workers'] ?? '', /^wrong none takes tasks from evergreen, /);
      assert.equal(
        idle['worker-version'],
        'wrong none is current; what runs, version 0.2.0, gets no tasks: no email goes out',
      );
      await runs.useVersion('0.2.0');
      await eventually('it gets them', async () => (await found())['worker-version'] === 'good ');
      assert.match(
        (await found())['workers'] ?? '',
        /^wrong none takes tasks from evergreen-notion, /,
      );
    });
  });

  it('finds a schedule that is paused, and a clock that is behind the one that it follows', async () => {
    await runs.keepWatch('UTC');
    const schedule = env.client.schedule.getHandle(watchId);
    const late = await found(() => new Date(Date.now() - 10 * 60_000));
    assert.match(late['clock'] ?? '', /^wrong .*behind that of Temporal/);
    await schedule.pause();
    assert.match((await found())['temporal-watch'] ?? '', /^warning its schedule is paused/);
    await schedule.unpause();
    assert.equal((await found())['temporal-watch'], 'good ');
  });

  it('finds that sending is off, and what is known to be at fault', async () => {
    await runs.throwSwitch({ sending: false, by: 'Ann', reason: 'a test' });
    await runs.openIncident({ about: 'resend', reason: 'refused for sarah@inbox.org' });
    await runs.openIncident({ about: 'notion-tracker', reason: 'a column is gone' });
    await eventually('both are listed', async () => (await runs.incidents()).length === 2);
    const results = await examineBroken(operatorChecks, {
      installation: { temporal: async () => ({ client: env.client, runs }) },
    });
    const lines = results.map(({ id, level, found: what = '' }) => `${id} ${level} ${what}`);
    assert.ok(lines.some((line) => line.startsWith('sending-switch wrong it is off since ')));
    assert.ok(lines.includes('incidents wrong refused for …'));
    assert.ok(lines.includes('incidents warning a column is gone'));
  });
});
