import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { eachExecution } from './executions.js';
import { isNewest, isOpen, isRun } from './visibility-query.js';

/** Every run that is open or has ended since an instant: of each the execution that speaks for it. */
export async function newestRuns(client: Client, since: Date): Promise<WorkflowExecutionInfo[]> {
  const isMeant = `(${isOpen} OR CloseTime >= '${since.toISOString()}')`;
  const query = [isRun, isNewest, isMeant].join(' AND ');
  // Whatever took up a run that had ended is among them.
  const newest = new Map<string, WorkflowExecutionInfo>();
  for await (const run of eachExecution(client, query)) {
    const known = newest.get(run.workflowId);
    if (!known || known.startTime < run.startTime) newest.set(run.workflowId, run);
  }
  return [...newest.values()];
}
