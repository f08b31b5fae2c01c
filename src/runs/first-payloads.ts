import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

/** What a workflow began with, and what it shows of itself by now; as Temporal keeps them. */
export async function firstPayloads(
  { workflowService, options }: Client,
  { execution, memo }: Pick<WorkflowExecutionInfo['raw'], 'execution' | 'memo'>,
): Promise<Payload[]> {
  const { namespace } = options;
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: execution ?? null,
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return [...(started?.input?.payloads ?? []), ...Object.values(memo?.fields ?? {})];
}
