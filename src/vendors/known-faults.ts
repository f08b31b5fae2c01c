import { AsyncLocalStorage } from 'node:async_hooks';
import { MINUTE, SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import { type Look, vendorOf } from '../domain/incident.js';

/** A vendor that refuses is left alone for this long: less than the minute after which it is asked again. */
const restMs = 45 * SECOND;
/** A vendor that nobody has reached for this long is away, and not only slow. */
const awayAfterMs = 2 * MINUTE;

/** A fault that lasts, and the work that has met it, to see whether it still does. */
interface Met {
  fault: VendorFault;
  again: (looks: number) => Promise<unknown>;
  looks: number;
  lookedAtMs: number;
  /** Which of all faults met here it was. */
  order: number;
}

/** Throws what the work under way would be stopped by, where that was met after the work began. */
const stop = new AsyncLocalStorage<() => void>();

/**
 * For requests that have waited for their turn: what was not known when their work began may be by now.
 * @throws {VendorFault}
 */
export function stopWhatIsKnownByNow(): void {
  stop.getStore()?.();
}

/** Hears of the faults that hold for the whole installation. */
export interface FaultListener {
  /** Each time that one is met. */
  onFault(about: string, reason: string): void;
  /** When nothing is left that had met it. */
  onMended(about: string): void;
  /** When nobody here can tell any more whether it lasts: whoever meets it next has news. */
  onForgotten(about: string): void;
}

/**
 * The lasting faults of one vendor. While one is known, the vendor is asked once a minute for all who
 * wait, and not once for each of them. What a fault is `about` is its name: that of the vendor itself
 * stops all work, any other only the kind of work that has met it.
 */
export class KnownFaults {
  private readonly known = new Map<string, Map<string, Met>>();
  private readonly vendor: string;
  private readonly listener: FaultListener;
  private readonly now: () => Date | Promise<Date>;
  private awaySinceMs: number | undefined;
  private metCount = 0;

  constructor(
    vendor: string,
    listener: FaultListener,
    now: () => Date | Promise<Date> = () => new Date(),
  ) {
    this.vendor = vendor;
    this.listener = listener;
    this.now = now;
  }

  /**
   * Does one kind of work, unless a fault is known to stop it.
   * @throws {VendorFault}
   */
  async guard<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const known = await this.find(kind);
    if (known) throw known;
    return this.try(kind, work);
  }

  /** What stops this kind of work. Now and then it is let through all the same, to see. */
  async find(kind: string): Promise<VendorFault | undefined> {
    const met = this.metBy(kind);
    if (!met) return undefined;
    const nowMs = await this.nowMs();
    if (isAtRest(met, nowMs)) return met.fault;
    met.lookedAtMs = nowMs; // this is the look: whoever comes beside it waits for the next
    return undefined;
  }

  /** The same for whoever will not do that work: while it rests, and not for longer. */
  async peek(kind: string): Promise<VendorFault | undefined> {
    const met = this.metBy(kind);
    return met && isAtRest(met, await this.nowMs()) ? met.fault : undefined;
  }

  /** Lets this kind of work through once, whatever is known. */
  letOneTry(kind: string): void {
    const met = this.metBy(kind);
    if (met) met.lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Some work has met a fault that lasts; `again` does it once more and throws where it meets it again. */
  async met(kind: string, fault: VendorFault, again: Met['again']): Promise<void> {
    const { about } = fault;
    if (about === undefined || vendorOf(about) !== this.vendor) return; // or it is another's to know
    const kinds = this.known.get(about) ?? new Map<string, Met>();
    this.known.set(about, kinds);
    this.metCount += 1;
    const looks = kinds.get(kind)?.looks ?? 0;
    // Known from this moment on, also while the clock is asked: others come for their turn meanwhile.
    const met = { fault, again, looks, order: this.metCount, lookedAtMs: Number.POSITIVE_INFINITY };
    kinds.set(kind, met);
    this.listener.onFault(about, fault.message);
    met.lookedAtMs = await this.nowMs();
  }

  /** Some work was done: whatever would have stopped it is over. */
  passed(kind: string): void {
    this.awaySinceMs = undefined;
    for (const [about, kinds] of this.known) {
      if (this.isOfAll(about)) kinds.clear();
      else kinds.delete(kind);
      if (kinds.size === 0) this.forget(about);
    }
  }

  /** Another process has asked this vendor since: what is known here may be old. */
  forgetAll(): void {
    const known = [...this.known.keys()];
    this.known.clear();
    this.awaySinceMs = undefined;
    for (const about of known) this.listener.onForgotten(about);
  }

  /** Tries again what a fault has stopped. */
  async look(about: string): Promise<Look> {
    const kinds = this.known.get(about);
    if (!kinds) return { kind: 'unknown' };
    for (const [kind, met] of kinds) {
      met.lookedAtMs = await this.nowMs();
      met.looks += 1;
      try {
        await met.again(met.looks);
        this.passed(kind);
      } catch (error) {
        if (!(error instanceof VendorFault)) throw error;
        if (error.about === about || error.about === undefined) {
          return { kind: 'lasts', reason: error.message };
        }
        // By now another fault stands in its way, which is an incident of its own.
        kinds.delete(kind);
        if (kinds.size === 0) this.forget(about);
      }
    }
    return { kind: 'over' };
  }

  private async try<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const metBefore = this.metCount;
    const stopIfMet = () => {
      const met = this.metBy(kind);
      if (met && met.order > metBefore) throw met.fault;
    };
    try {
      const result = await stop.run(stopIfMet, work);
      this.passed(kind);
      return result;
    } catch (error) {
      if (!(error instanceof VendorFault) || error === this.metBy(kind)?.fault) throw error;
      const again = () => this.try(kind, work);
      await this.met(kind, await this.orAway(error), again);
      throw error;
    }
  }

  /** A fault that passes by itself, but has not for so long that nobody need try any more. */
  private async orAway(fault: VendorFault): Promise<VendorFault> {
    if (fault.kind !== 'retryable') {
      this.awaySinceMs = undefined;
      return fault;
    }
    const nowMs = await this.nowMs();
    this.awaySinceMs ??= nowMs;
    if (Math.abs(nowMs - this.awaySinceMs) < awayAfterMs) return fault;
    return new VendorFault(fault.message, { kind: 'permanent', about: this.away });
  }

  private metBy(kind: string): Met | undefined {
    for (const [about, kinds] of this.known) {
      const met = kinds.get(kind) ?? (this.isOfAll(about) ? [...kinds.values()][0] : undefined);
      if (met) return met;
    }
    return undefined;
  }

  private async nowMs(): Promise<number> {
    return (await this.now()).getTime();
  }

  private get away(): string {
    return `${this.vendor}-away`;
  }

  private isOfAll(about: string): boolean {
    return about === this.vendor || about === this.away;
  }

  private forget(about: string): void {
    if (this.known.delete(about)) this.listener.onMended(about);
  }
}

/** A clock that was set back by hours leaves nobody at rest for hours. */
function isAtRest({ lookedAtMs }: Met, nowMs: number): boolean {
  return lookedAtMs === Number.POSITIVE_INFINITY || Math.abs(nowMs - lookedAtMs) < restMs;
}
