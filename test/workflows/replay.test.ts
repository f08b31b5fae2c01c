import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { countSinks } from '../../src/processes/counting.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { doctoredWorkflows } from '../support/doctored.js';
import { emptyTaskIn } from '../support/empty-task.js';
import { quietRuntime } from '../support/temporal.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { wholeScenarios } from './whole-scenarios.js';

const folder = new URL('../histories/', import.meta.url);

interface RecordedHistory {
  events: {
    eventType: string;
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
    workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
  }[];
}

const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8')) as RecordedHistory;

/** Those whose runs this workflow code could not go on with, and what a worker would say. */
async function failedOn(
  workflowBundle: NonNullable<ReplayWorkerOptions['workflowBundle']>,
  of: readonly Scenario[],
) {
  const histories = await Promise.all(
    of.map(async ({ name }) => ({
      workflowId: name,
      history: historyFromJSON(await read(name)),
    })),
  );
  const options = { workflowBundle, sinks: countSinks(undefined) };
  const failed: string[] = [];
  let replayed = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) failed.push(`${workflowId}: ${error.message}`);
    replayed += 1;
  }
  assert.equal(replayed, of.length);
  return failed.toSorted();
}

describe('recorded histories', () => {
  before(quietRuntime);

  it('replay on this code', async () => {
    assert.deepEqual(await failedOn(await loadWorkflows(), scenarios), []);
  });

  it('are there of each workflow', async () => {
    const index = await readFile('src/workflows/index.ts', 'utf8');
    const types = [...index.matchAll(/^export \{ (\w+) \}/gm)].map(([, type]) => type);
    assert.ok(types.length > 0);
    const histories = await Promise.all(scenarios.map(({ name }) => read(name)));
    const started = new Set(
      histories.map(({ events: [first] }) => {
        return first?.workflowExecutionStartedEventAttributes?.workflowType.name;
      }),
    );
    assert.deepEqual(
      types.filter((type) => !started.has(type)),
      [],
      'test/workflows/whole-scenarios.ts has the others',
    );
  });

  // Why: src/workflows/no-empty-task.ts.
  it('have an event of its own of each task that was told something', async () => {
    for (const { name } of scenarios) {
      assert.equal(emptyTaskIn(historyFromJSON(await read(name))), undefined, name);
    }
  });

  it('do not replay when another activity stands in them', async () => {
    const tampered = await read('assessment-completed');
    const scheduled = tampered.events.find(
      ({ activityTaskScheduledEventAttributes: attributes }) =>
        attributes?.activityType.name === 'sendEmail',
    );
    assert.ok(scheduled?.activityTaskScheduledEventAttributes);
    scheduled.activityTaskScheduledEventAttributes.activityType.name = 'sendPostcard';
    await assert.rejects(
      Worker.runReplayHistory(
        { workflowBundle: await loadWorkflows(), sinks: countSinks(undefined) },
        historyFromJSON(tampered),
        'tampered',
      ),
      DeterminismViolationError,
    );
  });

  // What docs/releases.md says of a change, tried on this code.
  const stops: Record<string, Record<string, string>> = {
    'what was begun in another order': {
      'const beside = tell(run);': 'const beside = Promise.resolve().then(() => tell(run));',
    },
    'one search attribute fewer': { 'shown.showNextSend(dueAt);': '' },
    'one timer more': {
      'const beside = tell(run);':
        'await new Promise((go) => setTimeout(go, 1_000)); const beside = tell(run);',
    },
  };
  const passes: Record<string, Record<string, string>> = {
    'a longer timer': { 'Date.parse(dueAt),': 'Date.parse(dueAt) + 3600000,' },
    'no time-out of all attempts': {
      'scheduleToCloseTimeout: Math.max(endMs - Date.now(), 1),': '',
    },
  };
  const replayOn = async (changes: Record<string, string>) =>
    Worker.runReplayHistory(
      { workflowBundle: await doctoredWorkflows(changes), sinks: countSinks(undefined) },
      historyFromJSON(await read('assessment-completed')),
      'recorded',
    );
  for (const [change, changes] of Object.entries(stops)) {
    it(`do not replay with ${change}`, async () => {
      await assert.rejects(replayOn(changes), DeterminismViolationError);
    });
  }
  for (const [change, changes] of Object.entries(passes)) {
    it(`replay with ${change}`, () => replayOn(changes));
  }

  // Of all that are no run of a sequence, those are named that have come so far.
  const named: [change: string, changes: Record<string, string>, ...names: string[]][] = [
    [
      'an incident waits before it tells',
      { 'Date.parse(since) + alertAfterMs(about)': 'Date.parse(since) + lookEveryMs' },
      'incident-continued',
      'incident-gone-on',
      'incident-in-vain',
      'incident-parked',
      'incident-untold',
      'incident-watched',
    ],
    [
      'an incident tells that it is over before it lets anybody go on',
      { 'isClosing = true;': 'isClosing = true; if (isTold) await tellOver(met); isTold = false;' },
      'incident-gone-on',
      'incident-in-vain',
    ],
    [
      'something else comes first in the watch, the comparison and the lease',
      {
        'const wrong = await': 'await temporal.countDue(); const wrong = await',
        'const result = await notion.': 'await temporal.countDue(); const result = await notion.',
        'await holdLease();': 'await temporal.countDue(); await holdLease();',
      },
      'reconcile-night',
      'vendor-lease-parked',
      'watch',
    ],
  ];
  for (const [change, changes, ...names] of named) {
    it(`do not replay when ${change}, and are named`, async () => {
      const failed = await failedOn(await doctoredWorkflows(changes), wholeScenarios);
      assert.deepEqual(
        failed.map((told) => told.split(':')[0]),
        names,
      );
      for (const told of failed) assert.match(told, /Nondeterminism/i);
    });
  }
});

describe('the cost of a run', () => {
  it('is one start, an enrolment, a hot lead told, a closing, and per email a timer and three activities', async () => {
    const { events } = await read('assessment-completed');
    const counts: Record<string, number> = {};
    for (const { eventType } of events) counts[eventType] = (counts[eventType] ?? 0) + 1;
    const emails = 4;
    assert.equal(counts['EVENT_TYPE_TIMER_STARTED'], emails);
    assert.equal(counts['EVENT_TYPE_ACTIVITY_TASK_SCHEDULED'], 3 + 3 * emails);
    assert.equal(counts['EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES'], emails);
    assert.equal(counts['EVENT_TYPE_WORKFLOW_TASK_COMPLETED'], 4 + 4 * emails);
  });

  it('is at most 30 KB of history, mails included', async () => {
    const written = JSON.stringify(await read('assessment-completed'));
    const sizes = [...written.matchAll(/"data":"([^"]+)"/g)].map(
      ([, data = '']) => Buffer.from(data, 'base64').length,
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes > 10_000 && bytes <= 30_000, `${bytes} bytes`);
  });
});
