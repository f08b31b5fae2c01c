import type { Client } from '@temporalio/client';

/** Events that Temporal bills, by what they hold, and as how many Actions. */
const actionsOf = {
  workflowExecutionStartedEventAttributes: 1,
  workflowExecutionSignaledEventAttributes: 1,
  workflowExecutionUpdateAcceptedEventAttributes: 1,
  timerStartedEventAttributes: 1,
  activityTaskScheduledEventAttributes: 1,
  upsertWorkflowSearchAttributesEventAttributes: 1,
  signalExternalWorkflowExecutionInitiatedEventAttributes: 1,
  startChildWorkflowExecutionInitiatedEventAttributes: 2,
} as const;

const billed = Object.keys(actionsOf) as (keyof typeof actionsOf)[];

/**
 * How many Actions a workflow has cost so far, as its history tells. What the server tries again leaves no
 * event of its own, and is not counted.
 */
export async function actionsIn(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const kinds = (events ?? []).flatMap((event) => billed.filter((kind) => event[kind]));
  return kinds.reduce((actions, kind) => actions + actionsOf[kind], 0);
}
