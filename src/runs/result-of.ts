import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { SECOND } from '../domain/duration.js';
import type { ExecutionId } from '../domain/run/run-register.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';

const deadlineMs = 5 * SECOND;

/** What an activity of an execution has given, as its history tells; undefined where it tells nothing. */
export async function resultOf(
  { client }: RunsDeps,
  { workflowId, runId }: ExecutionId,
  activityId: string,
): Promise<unknown> {
  const { events } = await within(client, deadlineMs, () =>
    client.workflow.getHandle(workflowId, runId).fetchHistory(),
  );
  const scheduled = events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityId === activityId,
  );
  const id = scheduled?.eventId?.toString();
  if (id === undefined) return undefined;
  for (const { activityTaskCompletedEventAttributes: completed } of events ?? []) {
    if (completed?.scheduledEventId?.toString() !== id) continue;
    const { loadedDataConverter } = client.options;
    return decodeFromPayloadsAtIndex(loadedDataConverter, 0, completed.result?.payloads);
  }
  return undefined;
}
