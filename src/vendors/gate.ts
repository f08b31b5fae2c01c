import { AsyncResource } from 'node:async_hooks';
import { VendorFault } from '../domain/errors.js';
import { type Lane, laneOfThis, shares } from './lanes.js';
import { longestPauseMs } from './retry-after.js';

/** Lets requests through one at a time, evenly spaced, and holds them all back when a vendor asks. */
export interface Gate {
  /**
   * Does it when its turn comes.
   * @throws {VendorFault} when that has not come after the longest wait: nothing was asked.
   */
  pass<T>(request: () => Promise<T>): Promise<T>;
  /** Nothing passes for this long from now, or for the longest pause if that is less. */
  holdFor(ms: number): void;
  /** How long the next request would wait for its turn, at most. */
  waitMs(): number;
}

export interface GateLimits {
  /**
   * So many are under way at once, at most. A vendor that begins to refuse is then found out with few
   * requests, however many wait.
   */
  mostUnderWay?: number;
  /** An activity that waited for longer would time out in here, and go on beside its next attempt. */
  longestWaitMs?: number;
}

/** Requests in the order of their coming; where several lanes wait, each gets its share. */
export function createGate(requestsPerSecond: number, limits: GateLimits = {}): Gate {
  return new PacedGate(1_000 / requestsPerSecond, limits);
}

class PacedGate implements Gate {
  private readonly queue = new Lanes();
  private readonly spacingMs: number;
  private readonly mostUnderWay: number;
  private readonly longestWaitMs: number | undefined;
  private nextAt = 0;
  private isWaiting = false;
  private underWay = 0;

  constructor(spacingMs: number, limits: GateLimits) {
    this.spacingMs = spacingMs;
    this.mostUnderWay = limits.mostUnderWay ?? Number.POSITIVE_INFINITY;
    this.longestWaitMs = limits.longestWaitMs;
  }

  async pass<T>(request: () => Promise<T>): Promise<T> {
    const nowMs = performance.now();
    if (this.queue.length === 0 && nowMs >= this.nextAt && this.hasRoom) {
      this.nextAt = nowMs + this.spacingMs;
      return this.ask(request);
    }
    return new Promise((resolve, reject) => {
      const lane = laneOfThis();
      // It goes when another's timer fires, and is still its own activity's.
      const go = AsyncResource.bind(() => {
        clearTimeout(leaving);
        this.ask(request).then(resolve, reject);
      });
      const leave = () => {
        if (this.queue.leave(lane, go)) reject(waitedInVain(this.waitMs()));
      };
      const leaving = this.longestWaitMs && setTimeout(leave, this.longestWaitMs);
      this.queue.push(lane, go);
      this.awaitTurn(nowMs);
    });
  }

  holdFor(ms: number): void {
    this.nextAt = Math.max(this.nextAt, performance.now() + Math.min(ms, longestPauseMs));
  }

  waitMs(): number {
    const aheadMs = this.queue.aheadOf(laneOfThis()) * this.spacingMs;
    return Math.max(0, Math.ceil(this.nextAt - performance.now() + aheadMs));
  }

  private get hasRoom(): boolean {
    return this.underWay < this.mostUnderWay;
  }

  private async ask<T>(request: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await request();
    } finally {
      this.underWay -= 1;
      if (this.queue.length > 0) this.awaitTurn(performance.now());
    }
  }

  private awaitTurn(nowMs: number): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    setTimeout(() => this.letThrough(), Math.max(0, Math.ceil(this.nextAt - nowMs)));
  }

  private letThrough(): void {
    this.isWaiting = false;
    const nowMs = performance.now();
    if (nowMs < this.nextAt) return this.awaitTurn(nowMs); // held meanwhile
    if (!this.hasRoom) return; // whoever comes back lets the next one go
    const go = this.queue.shift();
    if (!go) return;
    // From the turn, not from now: timers come late, and lateness would add up.
    this.nextAt = Math.max(this.nextAt, nowMs - this.spacingMs) + this.spacingMs;
    if (this.queue.length > 0) this.awaitTurn(nowMs);
    go();
  }
}

function waitedInVain(retryAfterMs: number): VendorFault {
  return new VendorFault('it had to wait for too long', { kind: 'delay', retryAfterMs });
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

  /** Whether it was still there. */
  leave(lane: Lane, go: () => void): boolean {
    const at = this.waiting[lane].indexOf(go);
    if (at >= 0) this.waiting[lane].splice(at, 1);
    return at >= 0;
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
