import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import type { FailureDetails, FirstReading } from '../domain/run/enrolment.js';
import { isGivenUp, recall, remember, tell } from './heartbeats.js';

/** What the attempts of an activity know of its creates, and of what was there before them. */
interface Progress {
  /** The last attempt that has told how it ended. */
  ended: number;
  /** Ids of pages made, by business key. */
  made: Record<string, string>;
  firstReading?: FirstReading;
  doubt?: Doubt;
}

/** A page may have been made without our knowing. */
interface Doubt {
  /** The page's business key; any may have been made by an attempt that ended without a word. */
  key?: string;
  /** How often we have looked for it since. */
  looks: number;
}

const looksBeforeCreating = 3;
const lookEveryMs = 15 * SECOND;

/**
 * The activity, whose creates are safe to repeat with it, though Notion has no idempotency keys and its
 * queries lag behind its writes. An attempt that fails tells the next one what it has made. Where a page
 * may have been made without our knowing, as its answer was lost, or the attempt with its process, we come
 * back to look for it for 45 s before making it again.
 */
export function withCreates<A extends unknown[], R>(activity: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    remember(progressSoFar());
    try {
      return await activity(...args);
    } catch (error) {
      const ended = activityInfo().attempt;
      if (!isGivenUp()) tell({ ...(recall() as Progress), ended } satisfies Progress);
      throw error;
    }
  };
}

function progressSoFar(): Progress {
  const { ended = 0, made = {}, firstReading, doubt } = (recall() ?? {}) as Partial<Progress>;
  const known = { ended, made, ...(firstReading && { firstReading }) };
  if (ended < activityInfo().attempt - 1) return { ...known, doubt: { looks: 0 } };
  return { ...known, ...(doubt && { doubt }) };
}

/** How an earlier attempt of an activity `withCreates` has read a person. */
export function knownReading(): FirstReading | undefined {
  return (recall() as Partial<Progress> | undefined)?.firstReading;
}

/** Keeps a reading; the next attempt hears of it where it is told at once, or where this one comes to tell how it ended. */
export function keepReading(reading: FirstReading, { isToldAtOnce }: { isToldAtOnce: boolean }) {
  const progress = { ...(recall() as Progress), firstReading: reading } satisfies Progress;
  if (isToldAtOnce) tell(progress);
  else remember(progress);
}

/**
 * Makes a page for a business key that the caller, an activity `withCreates`, has looked for and not found.
 * @returns its id.
 */
export async function createOnce(key: string, create: () => Promise<string>): Promise<string> {
  const known = madeBefore(key);
  if (known) return known;
  const { doubt: _, ...before } = recall() as Progress;
  try {
    return noteMade(key, await create());
  } catch (error) {
    if (!(error instanceof VendorFault)) throw error;
    if (error.committedId) return noteMade(key, error.committedId);
    if (error.isAmbiguous) remember({ ...before, doubt: { key, looks: 0 } } satisfies Progress);
    throw error;
  }
}

/**
 * The page that an earlier attempt has made for a business key; undefined once none can have been made without our
 * knowing: until then we come back to look.
 */
export function madeBefore(key: string): string | undefined {
  const { doubt, ...before } = recall() as Progress;
  const known = before.made[key];
  if (known) return known;
  if (isGivenUp()) throw givenUp();
  const isDoubted = doubt && (doubt.key ?? key) === key;
  if (isDoubted && doubt.looks < looksBeforeCreating) {
    remember({ ...before, doubt: { ...doubt, looks: doubt.looks + 1 } } satisfies Progress);
    throw maybeCreated();
  }
  return undefined;
}

function noteMade(key: string, id: string): string {
  const before = recall() as Progress;
  remember({ ...before, made: { ...before.made, [key]: id } } satisfies Progress);
  return id;
}

function maybeCreated(): ApplicationFailure {
  const reading = knownReading();
  return ApplicationFailure.create({
    type: 'MaybeCreated',
    message: 'a page may have been made; looking for it again',
    nextRetryDelay: lookEveryMs,
    category: ApplicationFailureCategory.BENIGN,
    ...(reading && { details: [null, reading] satisfies FailureDetails }),
  });
}

/** Nobody hears of it; the attempt beside this one makes the page. */
function givenUp(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'GivenUp',
    message: 'another attempt has begun',
    category: ApplicationFailureCategory.BENIGN,
  });
}
