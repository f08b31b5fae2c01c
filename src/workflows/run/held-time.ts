import type { Hold } from './hold.js';

/** How long operators have held a run: what became too late meanwhile was their choice. */
export class HeldTime {
  private isHeld = false;
  private untilMs: number;
  private readonly hold: Hold;

  constructor(hold: Hold, heldUntilMs = Number.NEGATIVE_INFINITY) {
    this.hold = hold;
    this.untilMs = heldUntilMs;
    this.see();
  }

  /** After whatever may have held the run, or let it go. */
  see(): void {
    const isHeld = (this.hold.pausedAt ?? this.hold.offAt) !== undefined;
    if (this.isHeld && !isHeld) this.untilMs = Date.now();
    this.isHeld = isHeld;
  }

  /** When it was let go last, in ms since 1970; undefined where it never was. */
  get heldUntilMs(): number | undefined {
    return Number.isFinite(this.untilMs) ? this.untilMs : undefined;
  }

  /** Whether it was held at an instant (ms since 1970) or later. */
  lastedUntil(ms: number): boolean {
    this.see();
    const offUntilMs = this.hold.passedOn.offTimes.map(({ at }) => Date.parse(at));
    return ms < Math.max(this.untilMs, ...offUntilMs);
  }
}
