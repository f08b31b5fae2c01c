import { AsyncResource } from 'node:async_hooks';
import { type Lane, laneOfThis, shares } from './lanes.js';
import { longestPauseMs } from './retry-after.js';

/** Lets requests through one at a time, evenly spaced, and holds them all back when a vendor asks. */
export interface Gate {
  pass<T>(request: () => Promise<T>): Promise<T>;
  /** Nothing passes for this long from now, or for the longest pause if that is less. */
  holdFor(ms: number): void;
  /** How long the next request would wait for its turn, at most. */
  waitMs(): number;
}

/** Requests in the order of their coming; where several lanes wait, each gets its share. */
export function createGate(requestsPerSecond: number): Gate {
  const spacingMs = 1_000 / requestsPerSecond;
  const queue = new Lanes();
  let nextAt = 0;
  let isWaiting = false;

  const letThrough = () => {
    isWaiting = false;
    const nowMs = Date.now();
    if (nowMs < nextAt) return awaitTurn(nowMs); // held meanwhile
    const go = queue.shift();
    if (!go) return;
    // From the turn, not from now: timers come late, and lateness would add up.
    nextAt = Math.max(nextAt, nowMs - spacingMs) + spacingMs;
    if (queue.length > 0) awaitTurn(nowMs);
    go();
  };
  const awaitTurn = (nowMs: number) => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(letThrough, Math.max(0, Math.ceil(nextAt - nowMs)));
  };

  return {
    async pass(request) {
      const nowMs = Date.now();
      if (queue.length === 0 && nowMs >= nextAt) {
        nextAt = nowMs + spacingMs;
        return request();
      }
      return new Promise((resolve, reject) => {
        // It goes when another's timer fires, and is still its own activity's.
        const ask = async () => request();
        const go = AsyncResource.bind(() => void ask().then(resolve, reject));
        queue.push(laneOfThis(), go);
        awaitTurn(nowMs);
      });
    },
    holdFor(ms) {
      nextAt = Math.max(nextAt, Date.now() + Math.min(ms, longestPauseMs));
    },
    waitMs() {
      const aheadMs = queue.aheadOf(laneOfThis()) * spacingMs;
      return Math.max(0, Math.ceil(nextAt - Date.now() + aheadMs));
    },
  };
}

/** Who waits, by lane. Whoever has had least for their share comes next. */
class Lanes {
  private readonly waiting: Record<Lane, (() => void)[]> = { due: [], rest: [] };
  private readonly had: Record<Lane, number> = { due: 0, rest: 0 };

  get length(): number {
    return this.waiting.due.length + this.waiting.rest.length;
  }

  push(lane: Lane, go: () => void): void {
    // Whoever has not asked for a while has saved nothing up.
    if (this.waiting[lane].length === 0) {
      const other = lane === 'due' ? 'rest' : 'due';
      if (this.waiting[other].length > 0)
        this.had[lane] = Math.max(this.had[lane], this.had[other]);
    }
    this.waiting[lane].push(go);
  }

  shift(): (() => void) | undefined {
    const lane = this.next();
    this.had[lane] += 1 / shares[lane];
    return this.waiting[lane].shift();
  }

  /** How many go before the next one of a lane, at most. */
  aheadOf(lane: Lane): number {
    const own = this.waiting[lane].length;
    const other = this.length - own;
    const { due, rest } = shares;
    return own + Math.min(other, Math.ceil((own + 1) * ((due + rest) / shares[lane] - 1)));
  }

  private next(): Lane {
    if (this.waiting.due.length === 0) return 'rest';
    if (this.waiting.rest.length === 0) return 'due';
    return this.had.rest < this.had.due ? 'rest' : 'due';
  }
}
