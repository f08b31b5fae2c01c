import { AsyncLocalStorage } from 'node:async_hooks';
import { MINUTE, SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import { type Look, vendorOf } from '../domain/incident.js';
import { MetFault } from './met-fault.js';
import { Refusals, type Work } from './refusals.js';

/** A vendor that refuses is left alone for this long: less than the minute after which it is asked again. */
const restMs = 45 * SECOND;
/** A vendor that nobody has reached for this long is away, and not only slow. */
const awayAfterMs = 2 * MINUTE;

/** Who works at this moment: one name for all that is done for somebody. */
export type Caller = () => string | undefined;

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
  /**
   * When one of those that wait is to try, as nothing else can show whether it lasts.
   * @returns false where nobody of that name is there any more.
   */
  letTry?(who: string, about: string): Promise<boolean>;
}

/** Of some work. */
interface Guarded {
  /** What is worked on, where it has a name of its own. Default: whatever is the caller's. */
  of?: string | undefined;
  /**
   * Asks the vendor for something that changes nothing. Given for work that only whoever wants it may do again, as
   * what they want, or what is there already, may be another by then.
   */
  probe?: (() => Promise<unknown>) | undefined;
}

/**
 * The lasting faults of one vendor. While one is known, the vendor is asked once a minute for all who
 * wait, and not once for each of them. What a fault is `about` is its name: that of the vendor itself
 * stops all work, any other only the kind of work that has met it.
 */
export class KnownFaults {
  private readonly known = new Map<string, Map<string, MetFault>>();
  private readonly vendor: string;
  private readonly listener: FaultListener;
  private readonly now: () => Date | Promise<Date>;
  private readonly caller: Caller;
  private readonly refusals = new Map<string, Refusals>();
  private awaySinceMs: number | undefined;
  private metCount = 0;

  /** `caller` tells works apart that are done for different people. */
  constructor(
    vendor: string,
    listener: FaultListener,
    {
      now = () => new Date(),
      caller = () => undefined,
    }: { now?: () => Date | Promise<Date>; caller?: Caller } = {},
  ) {
    this.vendor = vendor;
    this.listener = listener;
    this.now = now;
    this.caller = caller;
  }

  /**
   * Does one kind of work, unless a fault is known to stop it.
   * @throws {VendorFault} without what it is about where it is this work's own.
   */
  async guard<T>(kind: string, work: () => Promise<T>, { of, probe }: Guarded = {}): Promise<T> {
    const known = await this.find(kind);
    if (known) throw known;
    return this.try(kind, { does: work, probe }, this.begin(kind, of));
  }

  /** What stops this kind of work. Now and then it is let through all the same, to see. */
  async find(kind: string): Promise<VendorFault | undefined> {
    const met = this.metBy(kind);
    if (!met) return undefined;
    const nowMs = await this.nowMs();
    if (isAtRest(met, nowMs)) return met.holds(this.who);
    met.lookedAtMs = nowMs; // this is the look: whoever comes beside it waits for the next
    return undefined;
  }

  /** The same for whoever will not do that work: while it rests, and not for longer. */
  async peek(kind: string): Promise<VendorFault | undefined> {
    const met = this.metBy(kind);
    return met && isAtRest(met, await this.nowMs()) ? met.holds(this.who) : undefined;
  }

  /** Lets this kind of work through once, whatever is known. */
  letOneTry(kind: string): void {
    const met = this.metBy(kind);
    if (met) met.lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Some work begins that is not guarded; what becomes of it is to be told here. */
  begin(kind: string, of?: string): Work {
    return this.refusalsOf(kind).begin(this.who, of);
  }

  /** Whether a refusal is this work's own: others were taken that began after the first of it. */
  isAlone(kind: string, work: Work): boolean {
    return this.refusalsOf(kind).isAlone(work);
  }

  /** Some work has met a fault that lasts; `again` does it once more and throws where it meets it again. */
  met(
    kind: string,
    fault: VendorFault,
    again: MetFault['again'],
    { who } = this.begin(kind),
  ): Promise<void> {
    return this.note(kind, fault, { again, isProbe: false, who });
  }

  /** Some work was done: whatever would have stopped it is over. */
  passed(kind: string, work = this.begin(kind)): void {
    this.awaySinceMs = undefined;
    this.refusalsOf(kind).taken(work);
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
    this.refusals.clear();
    this.awaySinceMs = undefined;
    for (const about of known) this.listener.onForgotten(about);
  }

  /** Tries again what a fault has stopped. */
  async look(about: string): Promise<Look> {
    const kinds = this.known.get(about);
    if (!kinds) return { kind: 'unknown' };
    for (const [kind, met] of kinds) {
      met.lookedAtMs = await this.nowMs();
      try {
        await met.again();
        const isOver = !met.isProbe || met.isSeenToLast || this.isOfAll(about);
        if (!isOver) return await this.letAnotherTry(kind, met, about);
        this.passed(kind);
      } catch (error) {
        if (!(error instanceof VendorFault)) throw error;
        if (error.about === about || error.about === undefined) {
          met.isSeenToLast ||= error.about === about; // and not what passes by itself
          const isUnclear = error.isUnclear || met.fault.isUnclear;
          if (isUnclear) return await this.letAnotherTry(kind, kinds.get(kind) ?? met, about);
          return { kind: 'lasts', reason: error.message };
        }
        // By now another fault stands in its way, which is an incident of its own.
        kinds.delete(kind);
        if (kinds.size === 0) this.forget(about);
      }
    }
    return { kind: 'over' };
  }

  /** What a look comes to that has not shown whether a fault lasts: somebody is to find out. */
  private async letAnotherTry(kind: string, met: MetFault, about: string): Promise<Look> {
    const who = met.letAnotherTry();
    const isThere = !who || ((await this.listener.letTry?.(who, about)) ?? true);
    if (isThere || !met.isLeftBy(who)) return { kind: 'lasts', reason: met.fault.message };
    // Nobody wants it any more: whoever does later on meets it anew.
    const kinds = this.known.get(about);
    kinds?.delete(kind);
    if (kinds?.size === 0 && this.known.delete(about)) this.listener.onForgotten(about);
    return { kind: 'unknown' };
  }

  private async note(
    kind: string,
    fault: VendorFault,
    by: Pick<MetFault, 'again' | 'isProbe'> & { who: string },
  ): Promise<void> {
    const { about } = fault;
    if (about === undefined || vendorOf(about) !== this.vendor) return; // or it is another's to know
    const kinds = this.known.get(about) ?? new Map<string, MetFault>();
    this.known.set(about, kinds);
    this.metCount += 1;
    const met = new MetFault({ fault, ...by, order: this.metCount }, kinds.get(kind));
    kinds.set(kind, met);
    this.listener.onFault(about, fault.message);
    met.lookedAtMs = await this.nowMs();
  }

  private async try<T>(
    kind: string,
    { does, probe }: { does: () => Promise<T> } & Pick<Guarded, 'probe'>,
    work: Work,
  ): Promise<T> {
    const metBefore = this.metCount;
    const stopIfMet = () => {
      const met = this.metBy(kind);
      if (met && met.order > metBefore) throw met.fault;
    };
    try {
      const result = await stop.run(stopIfMet, does);
      this.passed(kind, work);
      return result;
    } catch (error) {
      if (!(error instanceof VendorFault) || error === this.metBy(kind)?.fault) throw error;
      const fault = await this.orAway(error);
      if (fault.isUnclear && this.isAlone(kind, work)) throw ofItsOwn(fault);
      const again = probe ?? (() => this.tryAgain(kind, does, work));
      await this.note(kind, fault, { again, isProbe: probe !== undefined, who: work.who });
      throw error;
    }
  }

  private tryAgain<T>(kind: string, does: () => Promise<T>, { who, of }: Work): Promise<T> {
    return this.try(kind, { does }, this.refusalsOf(kind).begin(who, of));
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
    // Or what this one asks takes too long, and others are answered.
    const away = { kind: 'permanent', about: this.away, isUnclear: true } as const;
    return new VendorFault(fault.message, away);
  }

  private metBy(kind: string): MetFault | undefined {
    for (const [about, kinds] of this.known) {
      const met = kinds.get(kind) ?? (this.isOfAll(about) ? [...kinds.values()][0] : undefined);
      if (met) return met;
    }
    return undefined;
  }

  private refusalsOf(kind: string): Refusals {
    const known = this.refusals.get(kind) ?? new Refusals();
    this.refusals.set(kind, known);
    return known;
  }

  private get who(): string {
    return this.caller() ?? '';
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
function isAtRest({ lookedAtMs }: MetFault, nowMs: number): boolean {
  return lookedAtMs === Number.POSITIVE_INFINITY || Math.abs(nowMs - lookedAtMs) < restMs;
}

/** It holds nobody else. */
function ofItsOwn({ message, kind }: VendorFault): VendorFault {
  return new VendorFault(`${message}, where others are taken`, { kind });
}
