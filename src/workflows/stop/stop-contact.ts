import { sleep, workflowInfo } from '@temporalio/workflow';
import type { StopRequest } from '../../domain/run/stop.js';
import { notion, notionOptions, temporal } from '../activities.js';
import { untilDone } from '../refusal.js';
import { tellOperators } from '../tell-operators.js';

/**
 * Stops a person's mail: every open run hears of it first, then Notion, which holds for later runs.
 * While this is open, it is itself the record that no new mail may go. A run that started a moment
 * before may not be listed yet, so it looks again, and once more when Notion has it.
 * @returns the ids of the runs that took the stop.
 */
export async function stopContact(request: StopRequest): Promise<{ runs: string[] }> {
  const runs = new Set<string>();
  const startedBefore = request.startedBefore ?? workflowInfo().startTime.toISOString();
  const stopRuns = async () => {
    for (const id of await temporal.stopRuns({ request, startedBefore })) runs.add(id);
  };
  await stopRuns();
  await Promise.all([
    untilDone(() =>
      notion.recordStop.executeWithOptions({ ...notionOptions, summary: 'record stop' }, [request]),
    ),
    sleep('10 seconds', { summary: 'look again' }).then(stopRuns),
    ...(request.stop === 'complained' ? [tellOperators({ kind: 'complained' })] : []),
  ]);
  await stopRuns();
  return { runs: [...runs] };
}
