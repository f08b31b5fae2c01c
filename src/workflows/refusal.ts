import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  setHandler,
  TimeoutFailure,
} from '@temporalio/workflow';
import { HOUR, MINUTE } from '../domain/duration.js';
import { lastingFailure, type Refusal } from '../domain/incident.js';
import type { FailureDetails, FirstReading } from '../domain/run/enrolment.js';
import { mended } from './messages.js';
import { SearchAttributes } from './search-attributes.js';

/** What an activity has failed with. @throws {unknown} whatever is no activity's failure. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  const last = cause instanceof TimeoutFailure ? cause.cause : cause;
  if (!(last instanceof ApplicationFailure)) return { reason: 'no answer', isLasting: false };
  const [about] = (last.details ?? []) as FailureDetails;
  const isLasting = last.type === lastingFailure;
  return { reason: last.message, isLasting, ...(isLasting && about && { about }) };
}

/** How an activity that could enrol nobody has read them first, as its failure or its last sign of life tells. */
export function firstReadingOf(error: unknown): FirstReading | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof ApplicationFailure)
    return (cause.details as FailureDetails | undefined)?.[1];
  if (!(cause instanceof TimeoutFailure)) return undefined;
  return (cause.lastHeartbeatDetails as { firstReading?: FirstReading } | undefined)?.firstReading;
}

const firstPauseMs = MINUTE;
/** Whoever mends what stops all is heard at once; this is for the rest. */
const longestPauseMs = 2 * HOUR;

/** How long to wait before what is refused is tried again, when nobody says that it is mended, in ms. */
export function nextPauseMs(before: number | undefined): number {
  return before === undefined ? firstPauseMs : Math.min(2 * before, longestPauseMs);
}

/** What was refused for so long does not pass by itself, whatever it looks like. */
const patienceMs = HOUR;

/** Whether a person has to look at it; `pauseMs` is how long it was left alone for it last. */
export function isForPeople({ isLasting }: Refusal, pauseMs = 0): boolean {
  return isLasting || pauseMs >= patienceMs;
}

/**
 * Does one thing until it is done, in a workflow that does nothing else meanwhile: again when what refuses
 * it is mended, and now and then.
 */
export async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  const shown = new SearchAttributes();
  let mends = 0;
  setHandler(mended, () => {
    mends += 1;
  });
  for (let pauseMs: number | undefined; ; ) {
    try {
      const result = await work();
      shown.showAttention(undefined);
      return result;
    } catch (error) {
      const { reason } = refusalOf(error); // or it is a mistake of ours
      shown.showAttention({ kind: 'waits', reason });
    }
    const seen = mends;
    pauseMs = nextPauseMs(pauseMs);
    if (await condition(() => mends !== seen, pauseMs, { summary: 'refused; tried again' })) {
      pauseMs = undefined;
    }
  }
}
