import { readFile } from 'node:fs/promises';
import { Client } from '@temporalio/client';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { HOUR } from '../../src/domain/duration.js';
import { countSinks } from '../../src/processes/counting.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { startFleet } from '../../test/support/fleet.js';
import { quietRuntime, SkippingClient } from '../../test/support/temporal.js';
import { startDrips, bareWorkflows as workflowsPath } from '../bare/drips.js';
import { quiet } from '../quiet.js';
import type { Asked, Family, Found } from '../report/row.js';
import { measuredOf } from '../report/spread.js';

const recorded = new URL('../../test/histories/assessment-completed.json', import.meta.url);

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** Replayed, a history asks nobody: what is left is what the workflow's own code takes. */
export const tasks: Family = {
  name: 'tasks',
  rows: {
    'CPU per workflow task / a bare wait': {
      how: 'histories replayed in one process, pairs',
      kind: 'ratio',
      better: 'less',
      goal: 1.2,
      floor: 1.6,
    },
    'CPU per workflow task': {
      how: 'the same, ours alone',
      kind: 'time',
      unit: 'ms',
      better: 'less',
      goal: 2,
      floor: 6,
    },
  },
  async measure({ size, say }: Asked): Promise<Found> {
    quietRuntime();
    const { pairs, copies } =
      size === 'quick' ? { pairs: 2, copies: 20 } : { pairs: 5, copies: 60 };
    const history = historyFromJSON(JSON.parse(await readFile(recorded, 'utf8')));
    const ours = { history, code: { workflowBundle: await loadWorkflows() } };
    const waits = await recordWaits(tasksIn(history) - 1);
    const bare = {
      history: waits,
      code: { workflowBundle: await bundleWorkflowCode({ workflowsPath, logger: quiet }) },
    };
    const each = async (one: typeof ours | typeof bare) => {
      const before = process.cpuUsage();
      await replay(one.code, one.history, copies);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000 / copies / tasksIn(one.history);
    };
    for (const one of [ours, bare]) await each(one);
    const found: { ours: number; ratio: number }[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const [own, plain] = [await each(ours), await each(bare)];
      found.push({ ours: own, ratio: own / plain });
      say(`pair ${pair + 1}: ${own.toFixed(2)} ms, bare ${plain.toFixed(2)} ms`);
    }
    return {
      rows: {
        'CPU per workflow task / a bare wait': measuredOf(found.map(({ ratio }) => ratio)),
        'CPU per workflow task': measuredOf(found.map((one) => one.ours)),
      },
    };
  },
};

function tasksIn({ events }: History): number {
  return events?.filter((event) => event.workflowTaskCompletedEventAttributes).length ?? 0;
}

async function replay(
  code: Pick<ReplayWorkerOptions, 'workflowBundle'>,
  history: History,
  copies: number,
): Promise<void> {
  const histories = Array.from({ length: copies }, (_, at) => ({
    workflowId: `copy-${at}`,
    history,
  }));
  const options = { ...code, sinks: countSinks(undefined) };
  for await (const { error } of Worker.runReplayHistories(options, histories))
    if (error) throw error;
}

/** The history of a workflow that waits so many times, and does nothing else. */
async function recordWaits(times: number): Promise<History> {
  const fleet = await startFleet({
    workers: 0,
    apis: 0,
    notionPerSecond: 1,
    resendPerSecond: 1,
    configuration: { 'frontend.WorkflowTimeSkippingEnabled': 'true' },
  });
  const drips = await startDrips(fleet, 1);
  try {
    const client = new SkippingClient({
      connection: fleet.client.connection,
      namespace: 'default',
    });
    const options = { taskQueue: 'bare', workflowId: 'bare/waits', args: [times, HOUR] };
    const handle = await client.workflow.start('bareWaits', options);
    await handle.result();
    return await handle.fetchHistory();
  } finally {
    await drips.end('SIGKILL');
    await fleet.close();
  }
}
