import type { History } from '../../src/runs/histories.js';

/** Events by which a workflow is told something. */
const told = new RegExp(
  '^(timerFired|activityTask(Completed|Failed|TimedOut|Canceled)|workflowExecution(Started|Signaled|CancelRequested)|' +
    'childWorkflowExecution\\w+|startChildWorkflowExecutionFailed|' +
    'externalWorkflowExecution\\w+|signalExternalWorkflowExecutionFailed)EventAttributes$',
);

/** Events that a task leaves. */
const own = new RegExp(
  '^(timer(Started|Canceled)|activityTask(Scheduled|CancelRequested)|upsertWorkflowSearchAttributes|' +
    'workflowPropertiesModified|(startChild|signalExternal)WorkflowExecutionInitiated|' +
    'workflowExecution(Update\\w+|Completed|Failed|Canceled|ContinuedAsNew))EventAttributes$',
);

/**
 * The number of the first event that ends a task which was told something and left nothing: see
 * src/workflows/no-empty-task.ts. Undefined where there is none.
 */
export function emptyTaskIn({ events }: Pick<History, 'events'>): number | undefined {
  const kinds = (events ?? []).map(
    (event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '',
  );
  let isTold = false;
  for (const [at, kind] of kinds.entries()) {
    if (told.test(kind)) isTold = true;
    if (kind !== 'workflowTaskCompletedEventAttributes') continue;
    if (isTold && !own.test(kinds[at + 1] ?? '')) return at + 1;
    isTold = false;
  }
  return undefined;
}
