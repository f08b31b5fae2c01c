import type { VendorFault } from '../domain/errors.js';

/** A fault that lasts, and the work that has met it, to see whether it still does. */
export class MetFault {
  readonly fault: VendorFault;
  /** Throws where it meets it again. */
  readonly again: () => Promise<unknown>;
  /** Whether it shows no more than that the vendor can be asked at all: the work itself is for whoever wants it. */
  readonly isProbe: boolean;
  /** Which of all faults met here it was. */
  readonly order: number;
  /** Known from the first moment on, also while the clock is asked: others come for their turn meanwhile. */
  lookedAtMs = Number.POSITIVE_INFINITY;
  /** A look has met it itself: where the next one does not, it is over, also where it is a probe. */
  isSeenToLast = false;
  /** Whose work has met it, and who has come to do such work since; whether they have tried, or were told to. */
  private readonly waiting: Map<string, 'came' | 'told'>;
  /** How many looks have shown no more than that somebody has to try, and at which of them the last one was told to. */
  private unclearLooks: number;
  private toldAtLook: number;

  constructor(
    met: Pick<MetFault, 'fault' | 'again' | 'isProbe' | 'order'> & { who: string },
    before: MetFault | undefined,
  ) {
    this.fault = met.fault;
    this.again = met.again;
    this.isProbe = met.isProbe;
    this.order = met.order;
    this.waiting = before?.waiting ?? new Map<string, 'came' | 'told'>();
    if (met.who) this.waiting.set(met.who, 'told');
    this.unclearLooks = before?.unclearLooks ?? 0;
    this.toldAtLook = before?.toldAtLook ?? 0;
  }

  /** Somebody has come for such work, and waits. */
  holds(who: string): VendorFault {
    if (who && !this.waiting.has(who)) this.waiting.set(who, 'came');
    return this.fault;
  }

  /**
   * Who is to try, where a look has not shown it: others may be answered otherwise than the one that has met it, and
   * so may it by now. Whoever comes next may try, and is told of those that wait: each once, and then again after a
   * tenth of the time that it has lasted, as a try is a step in somebody's history.
   */
  letAnotherTry(): string | undefined {
    this.lookedAtMs = Number.NEGATIVE_INFINITY;
    this.unclearLooks += 1;
    const [first] = this.waiting.keys();
    const came = [...this.waiting].find(([, state]) => state === 'came')?.[0];
    const isTime = this.unclearLooks - this.toldAtLook >= this.unclearLooks / 10;
    const who = came ?? (isTime ? first : undefined);
    if (who === undefined) return undefined;
    this.toldAtLook = this.unclearLooks;
    if (this.waiting.delete(who)) this.waiting.set(who, 'told');
    return who;
  }

  /** There is nobody of that name any more; whether anybody else may still want such work. */
  isLeftBy(who: string): boolean {
    this.waiting.delete(who);
    return this.waiting.size === 0;
  }
}
