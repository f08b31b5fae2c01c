import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import { isGivenUp, remember } from './heartbeats.js';

/** What an activity remembers of its creates from attempt to attempt, by heartbeat. */
interface Progress {
  /** Ids of pages made, by business key. */
  made: Record<string, string>;
  /** A create whose answer never came, and how often we have looked for its page since. */
  doubt?: { key: string; looks: number };
}

/** Makes a page for a business key that the caller has looked for and not found. */
export type CreateOnce = (key: string, create: () => Promise<string>) => Promise<string>;

const looksBeforeCreating = 3;
const lookEveryMs = 15 * SECOND;

/**
 * Creates that are safe to repeat with the activity, though Notion has no idempotency keys and its
 * queries lag behind its writes: pages made by an earlier attempt are remembered, and where one may
 * have been made without an answer, we come back to look for it for 45 s before making it again.
 */
export function createsOfThisActivity(): CreateOnce {
  const before = activityInfo().heartbeatDetails as Progress | undefined;
  const made = { ...before?.made };
  const note = (doubt?: Progress['doubt']) => {
    remember({ made, ...(doubt && { doubt }) } satisfies Progress);
  };
  return async (key, create) => {
    const known = made[key];
    if (known) return known;
    if (isGivenUp()) throw givenUp();
    if (before?.doubt?.key === key && before.doubt.looks < looksBeforeCreating) {
      note({ key, looks: before.doubt.looks + 1 });
      throw ApplicationFailure.create({
        type: 'MaybeCreated',
        message: 'a page may have been made; looking for it again',
        nextRetryDelay: lookEveryMs,
        category: ApplicationFailureCategory.BENIGN,
      });
    }
    note({ key, looks: 0 });
    try {
      made[key] = await create();
    } catch (error) {
      if (!(error instanceof VendorFault)) throw error;
      if (!error.committedId) {
        if (!error.isAmbiguous) note();
        throw error;
      }
      made[key] = error.committedId;
    }
    note();
    return made[key];
  };
}

/** Nobody hears of it; the attempt beside this one makes the page. */
function givenUp(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'GivenUp',
    message: 'another attempt has begun',
    category: ApplicationFailureCategory.BENIGN,
  });
}
