import { bytesOf } from './canary.js';
import type { World } from './world.js';

/** What is kept of people in a world, to be searched; and how an operator's command reaches it. */

/** Every list and history of Temporal. */
export async function allOfTemporal({ client }: World): Promise<Buffer> {
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    pageSize: 1_000,
  });
  const histories = await Promise.all(
    executions.map(({ execution }) =>
      client.workflow
        .getHandle(execution?.workflowId ?? '', execution?.runId ?? '')
        .fetchHistory()
        .catch(() => undefined),
    ),
  );
  return bytesOf([executions, histories]);
}

/** All pages that are not in Notion's trash. */
export async function allOfNotion({ observer: { contacts, tracker } }: World): Promise<Buffer> {
  return bytesOf([await contacts.all(), await tracker.all()]);
}
