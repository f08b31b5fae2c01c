import { setTimeout } from 'node:timers/promises';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { SECOND } from '../domain/duration.js';
import { NotBegun } from '../domain/errors.js';
import {
  idOf,
  isNight,
  type ReconcileProgress,
  type ReconcileRequest,
  type Reconciliation,
} from '../domain/records/differences.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import { describe } from './find.js';
import { oneAtATime, startUnlessThere } from './start-unless-there.js';

const lookEveryMs = 2 * SECOND;
/** A worker begins within this, or there is none. */
const firstSignMs = 30 * SECOND;

/** What the last night has found, by `idOf`. */
export async function knownDifferences({ client }: RunsDeps): Promise<string[]> {
  const query = "WorkflowType = 'reconcile' AND ExecutionStatus = 'Completed'";
  for await (const { workflowId, runId } of eachExecution(client, query)) {
    if (!isNight(workflowId)) continue;
    const result = await client.workflow.getHandle(workflowId, runId).result();
    return (result as Reconciliation).found.map(idOf);
  }
  return [];
}

/**
 * Lets a worker compare what Temporal, the tracker and Resend say, and waits for it; `onProgress` hears how
 * far it is. One that is under way is joined.
 * @throws {NotBegun} when no worker takes it up.
 * @throws {TemporalAway}
 */
export async function reconcileNow(
  { client }: RunsDeps,
  request: ReconcileRequest,
  onProgress: (progress: ReconcileProgress) => void = () => {},
): Promise<Reconciliation> {
  const workflowId = `reconcile/${request.fix ? 'fix' : 'look'}`;
  await orAway(client, () =>
    startUnlessThere(client, 'reconcile', { workflowId, args: [request], ...oneAtATime }),
  );
  const result = client.workflow.getHandle(workflowId).result() as Promise<Reconciliation>;
  const isOver = result.then(
    () => true,
    () => true,
  );
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    if (await Promise.race([isOver, setTimeout(lookEveryMs, false)])) return result;
    const run = await orAway(client, () => describe(client, workflowId));
    const [activity] = run?.raw.pendingActivities ?? [];
    if (!activity?.lastStartedTime && waitedMs >= firstSignMs) {
      const message =
        'No worker has begun it: none runs, or it has much to do before. It goes on by itself: ask again later.';
      throw new NotBegun(message, { retryAfterMs: firstSignMs });
    }
    const told = activity?.heartbeatDetails?.payloads;
    if (!told) continue;
    const context = {
      type: 'workflow',
      namespace: client.options.namespace,
      workflowId,
    } as const;
    const [details] = await decodeArrayFromPayloads(
      client.options.loadedDataConverter,
      told,
      context,
    );
    const { progress } = (details ?? {}) as { progress?: ReconcileProgress };
    if (progress) onProgress(progress);
  }
}
