import { proxyActivities, sleep } from '@temporalio/workflow';
import type { TemporalActivities } from '../activities/index.js';
import type { StopRequest } from '../domain/run.js';
import { taskQueues } from '../domain/task-queues.js';
import { notion, notionOptions } from './activities.js';

const temporal = proxyActivities<TemporalActivities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/**
 * Stops a person's mail: every open run hears of it first, then Notion, which holds for later runs.
 * While this is open, it is itself the record that no new mail may go. A run that started a moment
 * before may not be listed yet, so it looks again, and once more when Notion has it.
 * @returns the ids of the runs that took the stop.
 */
export async function stopContact(request: StopRequest): Promise<{ runs: string[] }> {
  const runs = new Set<string>();
  const stopRuns = async () => {
    for (const id of await temporal.stopRuns(request)) runs.add(id);
  };
  await stopRuns();
  await Promise.all([
    notion.recordStop.executeWithOptions({ ...notionOptions, summary: 'record stop' }, [request]),
    sleep('10 seconds', { summary: 'look again' }).then(stopRuns),
  ]);
  await stopRuns();
  return { runs: [...runs] };
}
