/** So many requests in each window of time. */
export interface RateLimit {
  requests: number;
  windowSeconds: number;
}

/** What is left to one key; `retryAfterSeconds` only when this request is one too many. */
export interface Allowance {
  limit: number;
  remaining: number;
  resetSeconds: number;
  retryAfterSeconds?: number;
}

/** A window closes this early, so that an exact pace is not refused for the network's jitter. */
const toleranceMs = 100;

/** Counts requests per key in fixed windows that open with a key's first request. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #windows = new Map<string, { openedAt: number; count: number }>();

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  take(key: string, now: Date): Allowance {
    const { requests, windowSeconds } = this.#limit;
    const window = this.#windowAt(key, now.getTime());
    window.count += 1;
    const secondsIn = (now.getTime() - window.openedAt) / 1000;
    const resetSeconds = Math.max(1, Math.ceil(windowSeconds - secondsIn));
    const allowance = {
      limit: requests,
      remaining: Math.max(0, requests - window.count),
      resetSeconds,
    };
    return window.count > requests ? { ...allowance, retryAfterSeconds: resetSeconds } : allowance;
  }

  clear(): void {
    this.#windows.clear();
  }

  #windowAt(key: string, nowMs: number): { openedAt: number; count: number } {
    const open = this.#windows.get(key);
    const ageMs = open ? nowMs - open.openedAt : Number.NaN;
    // A clock that was set back must not keep a window open for ever.
    if (open && ageMs >= 0 && ageMs < this.#limit.windowSeconds * 1000 - toleranceMs) return open;
    const fresh = { openedAt: nowMs, count: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}
