import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';

/** A create whose answer never came, and how often we have looked for its page since. */
interface Doubt {
  key: string;
  looks: number;
}

const looksBeforeCreating = 3;
const lookEveryMs = 15 * SECOND;

/**
 * Makes a page at most once per business key, though Notion has no idempotency keys. The caller has
 * looked for the page and not found it. Notion's queries lag behind its writes: when an earlier
 * attempt may have made the page, we come back to look again for 45 s before making it.
 * @returns the id of the page.
 */
export async function createOnce(key: string, create: () => Promise<string>): Promise<string> {
  const doubt = activityInfo().heartbeatDetails as Doubt | undefined;
  if (doubt?.key === key && doubt.looks < looksBeforeCreating) {
    heartbeat({ key, looks: doubt.looks + 1 } satisfies Doubt);
    throw ApplicationFailure.create({
      type: 'MaybeCreated',
      message: 'a page may have been made; looking for it again',
      nextRetryDelay: lookEveryMs,
      category: ApplicationFailureCategory.BENIGN,
    });
  }
  heartbeat({ key, looks: 0 } satisfies Doubt);
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof VendorFault)) throw error;
    if (error.committedId) return error.committedId;
    if (!error.isAmbiguous) heartbeat(undefined);
    throw error;
  }
}
