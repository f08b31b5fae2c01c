import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { orGone } from './gone.js';

/** What a workflow began with, and what it shows of itself by now, as Temporal keeps them; nothing of one that is gone. */
export async function firstPayloads(
  { workflowService, options }: Client,
  { execution, memo }: Pick<WorkflowExecutionInfo['raw'], 'execution' | 'memo'>,
): Promise<Payload[]> {
  const { namespace } = options;
  const found = await orGone(() =>
    workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: execution ?? null,
      maximumPageSize: 1,
    }),
  );
  if (!found) return [];
  const started = found.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return [...(started?.input?.payloads ?? []), ...Object.values(memo?.fields ?? {})];
}
