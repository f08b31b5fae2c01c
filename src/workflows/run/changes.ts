import { condition } from '@temporalio/workflow';

/** Whatever changes what a run does next, a message or a fate decided elsewhere, and who waits for it. */
export class Changes {
  private count = 0;

  /** Wakes whoever waits for something to do. */
  add(): void {
    this.count += 1;
  }

  /** Waits until an instant (ms since 1970), or until something changes, or `isOver` says so. */
  async wait(untilMs: number, summary: string, isOver = () => false): Promise<void> {
    const seen = this.count;
    const isDone = () => this.count !== seen || isOver();
    const ms = untilMs - Date.now();
    if (ms === Number.POSITIVE_INFINITY) await condition(isDone);
    else if (ms > 0) await condition(isDone, ms, { summary });
  }
}
