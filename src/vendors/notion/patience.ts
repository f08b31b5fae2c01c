import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../domain/duration.js';
import { toFault } from './faults.js';

/** All pauses that Notion asks for, one after the other; longer than any single one as a rule. */
const longestPauseMs = 120 * SECOND;
const pausesMs = [SECOND, 3 * SECOND, 9 * SECOND];

interface Patience {
  onWait: ((ms: number) => void) | undefined;
  /** What may have been done is not asked again. */
  isWrite: boolean;
  /** Waits so many milliseconds. */
  pause?: (ms: number) => Promise<unknown>;
}

/**
 * Asks again what Notion was too busy for: as it says, for two minutes, or a few times where it does not answer. For people who
 * wait at a prompt; activities are repeated by Temporal.
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  { onWait, isWrite, pause = setTimeout }: Patience,
): Promise<T> {
  let tries = 0;
  let askedMs = 0;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const { kind, isAmbiguous, retryAfterMs } = toFault(error);
      const pauseMs = retryAfterMs ?? pausesMs[tries++];
      const isHopeless = kind === 'permanent' || (isWrite && isAmbiguous);
      if (isHopeless || pauseMs === undefined) throw error;
      // A budget says no to a pause too long as to too many of them, of which each counts a second at least.
      if (retryAfterMs !== undefined) askedMs += Math.max(retryAfterMs, SECOND);
      if (askedMs > longestPauseMs) throw error;
      if (pauseMs >= 5 * SECOND) onWait?.(pauseMs);
      await pause(pauseMs);
    }
  }
}
