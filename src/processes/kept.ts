/** How long the outcome of a look is everybody's, from its end, in ms. */
export interface KeptFor {
  goodForMs: number;
  /** A failure is kept too, or all who ask while something is wrong would look themselves. */
  badForMs: number;
  now: () => Date | Promise<Date>;
}

/** What a look has found: one look at a time, whose outcome all get who ask until it is too old. */
export class Kept<T> {
  private readonly look: () => Promise<T>;
  private readonly keptFor: KeptFor;
  private last: { outcome: Promise<T>; atMs: number; forMs: number } | undefined;
  private underWay: Promise<T> | undefined;

  constructor(look: () => Promise<T>, keptFor: KeptFor) {
    this.look = look;
    this.keptFor = keptFor;
  }

  /** What was found last; looks where that is too old. */
  async get(): Promise<T> {
    const nowMs = (await this.keptFor.now()).getTime();
    // A clock that was set back by hours keeps nothing for hours.
    const isFresh = this.last && Math.abs(nowMs - this.last.atMs) < this.last.forMs;
    return this.last && isFresh ? this.last.outcome : this.refresh();
  }

  /** Looks anew, or joins the look that is under way. */
  refresh(): Promise<T> {
    this.underWay ??= this.lookAndKeep();
    return this.underWay;
  }

  private async lookAndKeep(): Promise<T> {
    const { goodForMs, badForMs, now } = this.keptFor;
    try {
      const outcome = this.look();
      const forMs = await outcome.then(
        () => goodForMs,
        () => badForMs,
      );
      this.last = { outcome, atMs: (await now()).getTime(), forMs };
      return await outcome;
    } finally {
      this.underWay = undefined;
    }
  }
}
