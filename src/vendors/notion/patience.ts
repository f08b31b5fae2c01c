import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../domain/duration.js';
import { toFault } from './faults.js';

/** Longer than any pause that Notion asks for as a rule. */
const longestPauseMs = 120 * SECOND;
const pausesMs = [SECOND, 3 * SECOND, 9 * SECOND];

interface Patience {
  onWait: ((ms: number) => void) | undefined;
  /** What may have been done is not asked again. */
  isWrite: boolean;
}

/**
 * Asks again what Notion was too busy for: as it says, or a few times where it does not answer. For people who
 * wait at a prompt; activities are repeated by Temporal.
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  { onWait, isWrite }: Patience,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const { kind, isAmbiguous, retryAfterMs } = toFault(error);
      const pauseMs = retryAfterMs ?? pausesMs[tries];
      const isHopeless = kind === 'permanent' || (isWrite && isAmbiguous);
      if (isHopeless || pauseMs === undefined || tries >= pausesMs.length) throw error;
      if (pauseMs > longestPauseMs) throw error;
      if (pauseMs >= 5 * SECOND) onWait?.(pauseMs);
      await setTimeout(pauseMs);
    }
  }
}
