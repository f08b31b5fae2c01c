import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { StopCause, StopMessage } from '../domain/run/stop.js';
import { stop } from '../workflows/messages.js';
import type { RunsDeps } from './deps.js';
import { orGone } from './gone.js';
import type { History } from './histories.js';
import type { Execution } from './stored.js';

/** So many of its newest events are looked at: whoever was told to stop does little more. */
const newestEvents = 200;

/**
 * Why an open run ends as soon as a worker comes to it; undefined where nobody has told it to. Nobody but the
 * server is asked.
 */
export async function toldToStop(
  { client }: RunsDeps,
  { workflowId, runId }: Execution,
): Promise<StopCause | undefined> {
  const { namespace } = client.options;
  const newest = await orGone(() =>
    client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: newestEvents,
    }),
  );
  const stops = (newest?.history?.events ?? []).filter(isStop);
  const first = stops.at(-1); // the newest come first
  if (!first) return undefined;
  const given = first.workflowExecutionSignaledEventAttributes?.input?.payloads;
  const context = { type: 'workflow', namespace, workflowId } as const;
  const [message] = await decodeArrayFromPayloads(
    client.options.loadedDataConverter,
    given,
    context,
  );
  return (message as StopMessage | undefined)?.cause ?? 'operator';
}

/** Temporal's own Cancel is an operator's stop. */
function isStop(event: NonNullable<History['events']>[number]): boolean {
  const { workflowExecutionCancelRequestedEventAttributes: cancel } = event;
  return (
    Boolean(cancel) || event.workflowExecutionSignaledEventAttributes?.signalName === stop.name
  );
}
