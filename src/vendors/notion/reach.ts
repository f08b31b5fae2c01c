import { MINUTE } from '../../domain/duration.js';

const awayAfterMs = 15 * MINUTE;

/**
 * Watches whether Notion is reached at all; `onAway` is called once when no request has reached it for
 * 15 minutes, and again only after it was back.
 */
export function watchReach(onAway: () => void, now: () => number = Date.now) {
  let awaySinceMs: number | undefined;
  let isTold = false;
  return (isReached: boolean): void => {
    if (isReached) {
      awaySinceMs = undefined;
      isTold = false;
      return;
    }
    awaySinceMs ??= now();
    if (isTold || now() - awaySinceMs < awayAfterMs) return;
    isTold = true;
    onAway();
  };
}
