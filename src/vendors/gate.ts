import { longestPauseMs } from './retry-after.js';

/** Lets requests through one at a time, evenly spaced, and holds them all back when a vendor asks. */
export interface Gate {
  pass<T>(request: () => Promise<T>): Promise<T>;
  /** Nothing passes for this long from now, or for the longest pause if that is less. */
  holdFor(ms: number): void;
  /** How long the next request would wait for its turn. */
  waitMs(): number;
}

export function createGate(requestsPerSecond: number): Gate {
  const spacingMs = 1_000 / requestsPerSecond;
  let nextAt = 0;
  return {
    async pass(request) {
      const now = Date.now();
      const turnAt = Math.max(now, nextAt);
      nextAt = turnAt + spacingMs;
      if (turnAt > now) await new Promise((resolve) => setTimeout(resolve, turnAt - now));
      return request();
    },
    holdFor(ms) {
      nextAt = Math.max(nextAt, Date.now() + Math.min(ms, longestPauseMs));
    },
    waitMs() {
      return Math.max(0, Math.ceil(nextAt - Date.now()));
    },
  };
}
