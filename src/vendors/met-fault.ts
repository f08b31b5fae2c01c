import type { VendorFault } from '../domain/errors.js';

/** A fault that lasts, and the work that has met it, to see whether it still does. */
export class MetFault {
  readonly fault: VendorFault;
  readonly again: () => Promise<unknown>;
  /** Which of all faults met here it was. */
  readonly order: number;
  /** Known from the first moment on, also while the clock is asked: others come for their turn meanwhile. */
  lookedAtMs = Number.POSITIVE_INFINITY;
  /** Whose work has met it. */
  private readonly who: string;
  /** Who has come to do such work since, and was refused for it; whether they were told to try. */
  private readonly waiting: Map<string, 'came' | 'told'>;
  /** How many looks have shown no more than that it may be that work's own. */
  private unclearLooks: number;

  constructor(
    met: Pick<MetFault, 'fault' | 'again' | 'order'> & { who: string },
    before: MetFault | undefined,
  ) {
    this.fault = met.fault;
    this.again = met.again;
    this.order = met.order;
    this.who = met.who;
    this.waiting = before?.waiting ?? new Map<string, 'came' | 'told'>();
    this.unclearLooks = before?.unclearLooks ?? 0;
  }

  /** Somebody has come for such work, and waits. */
  holds(who: string): VendorFault {
    if (who && !this.waiting.has(who)) this.waiting.set(who, 'came');
    return this.fault;
  }

  /**
   * Who is to try, where a look has shown nothing: others may be answered otherwise than the one that has met it,
   * and so may it by now. Whoever comes next may try, and is told of those that wait: each once, and then
   * seldom, as a try is a step in somebody's history.
   */
  letAnotherTry(): string | undefined {
    this.lookedAtMs = Number.NEGATIVE_INFINITY;
    this.unclearLooks += 1;
    const isTimeForAll = Number.isInteger(Math.log2(this.unclearLooks));
    const [first] = this.waiting.keys();
    const came = [...this.waiting].find(([, state]) => state === 'came')?.[0];
    const who = came ?? (isTimeForAll ? (first ?? this.who) : undefined);
    if (who !== undefined && this.waiting.delete(who)) this.waiting.set(who, 'told');
    return who;
  }
}
