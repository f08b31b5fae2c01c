import {
  ActivityCancelledError,
  ActivityCompletionError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { SECOND } from '../domain/duration.js';
import { type Handover, pauseLeftMs, vendorLeaseId } from '../domain/vendor-lease.js';
import { isAway, within } from './deadline.js';
import { describe } from './find.js';
import { oneAtATime, startUnlessThere } from './start-unless-there.js';

/** Time enough for what Temporal does at once. */
const deadlineMs = 2 * SECOND;

/** Has Temporal lend the lease to one process after the other, unless it does. */
export async function openLease(client: Client): Promise<void> {
  const options = { workflowId: vendorLeaseId, args: [], ...oneAtATime };
  await within(client, deadlineMs, () => startUnlessThere(client, 'vendorLease', options));
}

/** `lost` to another or to nobody; `cancelled` and `paused` are an operator's wish to have it back. */
export type Renewal = 'held' | 'lost' | 'cancelled' | 'paused' | 'unanswered';

const refusals = [
  [ActivityNotFoundError, 'lost'],
  [ActivityCancelledError, 'cancelled'],
  [ActivityPausedError, 'paused'],
  [ActivityResetError, 'paused'],
  [ActivityCompletionError, 'unanswered'],
] as const;

/** Renews the lease, and keeps with it what its holder would leave. */
export async function renewLease(
  client: Client,
  taskToken: Uint8Array,
  handover: Handover,
  withinMs: number,
): Promise<Renewal> {
  try {
    await within(client, withinMs, () => client.activity.heartbeat(taskToken, handover));
    return 'held';
  } catch (error) {
    const [, renewal] = refusals.find(([kind]) => error instanceof kind) ?? [];
    if (renewal) return renewal;
    if (isAway(error)) return 'unanswered';
    throw error;
  }
}

/** Lets another have the lease now, or `afterMs` from now; best effort, as it lapses by itself. */
export async function giveBackLease(
  client: Client,
  taskToken: Uint8Array,
  how: { isCancelled: boolean; afterMs?: number },
): Promise<void> {
  const { isCancelled, afterMs } = how;
  const end = () =>
    isCancelled
      ? client.activity.reportCancellation(taskToken)
      : client.activity.fail(taskToken, givenBack(afterMs));
  try {
    await within(client, deadlineMs, end);
  } catch (error) {
    if (!(error instanceof ActivityCompletionError || error instanceof ActivityNotFoundError)) {
      if (!isAway(error)) throw error;
    }
  }
}

/** What ends an attempt to hold the lease, so that the next one begins. */
export function givenBack(afterMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'GivenBack',
    message: 'another may have it',
    category: ApplicationFailureCategory.BENIGN,
    ...(afterMs && { nextRetryDelay: afterMs }),
  });
}

/** `PENDING_ACTIVITY_STATE_STARTED` in Temporal's API. */
const started = 2;

/**
 * When the lease was renewed last, in ms since 1970 by the server's clock; undefined while nobody holds
 * it, or Temporal cannot tell. A holder that has died is not missed before its lease has lapsed.
 */
export async function leaseRenewedAt(client: Client): Promise<number | undefined> {
  try {
    const found = await within(client, SECOND, () => describe(client, vendorLeaseId));
    const [held] = found?.raw.pendingActivities ?? [];
    return held?.state === started ? optionalTsToMs(held.lastHeartbeatTime) : undefined;
  } catch (error) {
    if (isAway(error)) return undefined;
    throw error;
  }
}

/**
 * For how long Notion wants no request, in ms, as the lease's holder has told or the last one did before it ended; 0
 * where nobody has, or Temporal cannot tell.
 */
export async function notionPauseMs(client: Client): Promise<number> {
  try {
    const found = await within(client, SECOND, () => describe(client, vendorLeaseId));
    const [lease] = found?.raw.pendingActivities ?? [];
    const { loadedDataConverter } = client.options;
    const told = lease?.heartbeatDetails?.payloads;
    const left = await decodeFromPayloadsAtIndex<Handover>(loadedDataConverter, 0, told);
    return left ? pauseLeftMs(left, 'notion', Date.now()) : 0;
  } catch (error) {
    if (isAway(error)) return 0;
    throw error;
  }
}
