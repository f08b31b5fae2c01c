import { SECOND } from '../domain/duration.js';

/**
 * Counts requests as they leave, where something that takes its time lies between a turn and its request:
 * evenly spaced turns may bunch up there. In no stretch of time leave more than a vendor takes.
 */
export class Departures {
  private readonly most: number;
  private readonly withinMs: number;
  private readonly left: number[] = [];

  constructor(requestsPerSecond: number) {
    this.most = Math.max(1, Math.floor(requestsPerSecond));
    this.withinMs = (this.most * SECOND) / requestsPerSecond;
  }

  /** How long the next one would have to wait. */
  waitMs(nowMs = performance.now()): number {
    const oldest = this.left.length < this.most ? undefined : this.left[0];
    return oldest === undefined ? 0 : Math.max(0, oldest + this.withinMs - nowMs);
  }

  /** One leaves now. */
  leave(nowMs = performance.now()): void {
    this.left.push(nowMs);
    if (this.left.length > this.most) this.left.shift();
  }
}
