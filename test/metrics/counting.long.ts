import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { Registry } from 'prom-client';
import { sequences } from '../../src/campaign/sequences/index.js';
import { DAY, HOUR } from '../../src/domain/duration.js';
import { createApiMetrics } from '../../src/metrics/api-metrics.js';
import { createWorkerMetrics } from '../../src/metrics/worker-metrics.js';
import { countSinks } from '../../src/processes/counting.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { readExposition } from '../support/scrape.js';
import { inSkippedTime } from '../support/skipped-time.js';

function counters() {
  const registry = new Registry();
  const names = sequences.map(({ name }) => name);
  const metrics = createWorkerMetrics(registry, names);
  return { metrics, read: async () => readExposition(await registry.metrics()) };
}

/** Each workflow task replays its run from the beginning, as it does in a process that comes after another. */
describe('counts of a worker that keeps no run in memory', () => {
  const { metrics, read } = counters();
  const story = inSkippedTime({ metrics, overrides: { maxCachedWorkflows: 0 } });

  it('hold each fact once, and nothing late where nothing was', async () => {
    const { id } = await story.world.accept(story.someone());
    await story.world.result(id);
    const seen = await read();
    assert.deepEqual(seen.counted('evergreen_emails_total'), { 'sent assessment': 4 });
    assert.deepEqual(seen.counted('evergreen_runs_total'), { 'completed assessment': 1 });
    const buckets = { sequence: 'assessment', le: '15' };
    assert.equal(seen.sum('evergreen_email_lateness_seconds_bucket', buckets), 4);
  });

  it('count how late a late email goes', async () => {
    const before = await read();
    const late = (seen: typeof before) => seen.sum('evergreen_email_lateness_seconds_sum');
    const sentAt = new Date(story.base.getTime() - 2 * DAY + HOUR).toISOString();
    const { id, emails } = await story.world.accept(story.someone({ email_1_sent_at: sentAt }));
    assert.deepEqual(emails[1]?.state, 'scheduled');
    await story.world.result(id);
    const seconds = late(await read()) - late(before);
    assert.ok(seconds >= 23 * 3_600 && seconds < 23 * 3_600 + 120, `${seconds} s`);
  });
});

describe('counting', () => {
  const email = { sequence: 'assessment', number: 2, state: 'sent', lateMs: 61_000 } as const;

  it('takes what the same execution tells again for the same', async () => {
    const { metrics, read } = counters();
    for (const runId of ['one', 'one', 'another']) {
      metrics.emailDecided(runId, email);
      metrics.runEnded(runId, { sequence: 'assessment', outcome: 'completed' });
    }
    const seen = await read();
    assert.deepEqual(seen.counted('evergreen_emails_total'), { 'sent assessment': 2 });
    assert.deepEqual(seen.counted('evergreen_runs_total'), { 'completed assessment': 2 });
    assert.equal(seen.sum('evergreen_email_lateness_seconds_sum'), 122);
  });

  it('hears nothing of a history that is replayed', async () => {
    const told: string[] = [];
    const file = new URL('../histories/assessment-completed.json', import.meta.url);
    const history = historyFromJSON(JSON.parse(await readFile(file, 'utf8')));
    const sinks = countSinks({
      emailDecided: () => told.push('email'),
      runEnded: () => told.push('run'),
    } as unknown as Parameters<typeof countSinks>[0]);
    const workflowBundle = await loadWorkflows();
    await Worker.runReplayHistory({ workflowBundle, sinks }, history, 'replayed');
    assert.deepEqual(told, []);
  });

  it('begins with all that can be counted at 0, so that the first one is an increase', async () => {
    const seen = await counters().read();
    for (const { name: sequence } of sequences) {
      const labels = { sequence, outcome: 'failed' };
      assert.equal(seen.sum('evergreen_emails_total', labels), 0);
    }
    assert.deepEqual(seen.counted('evergreen_emails_total'), {});
    assert.ok(seen.samples.has('evergreen_alerts_total'));
  });

  it("begins an activity's retries at 0 with its first attempt, and each reply that is looked out for", async () => {
    const registry = new Registry();
    createWorkerMetrics(registry, []).attempted('raiseAlert', 1);
    createApiMetrics(registry, ['signup']);
    const lines = (await registry.metrics()).split('\n');
    assert.ok(lines.includes('evergreen_activity_retries_total{activity="raiseAlert"} 0'));
    for (const status of [401, 415, 422, 500, 503]) {
      const begun = `evergreen_webhooks_total{sender="signup",status="${status}"} 0`;
      assert.ok(lines.includes(begun), begun);
    }
  });
});
