import { MINUTE } from '../../domain/duration.js';
import { addInterval, type Interval } from '../../domain/plan/replan.js';
import type { HeldBefore, RunInput } from '../../domain/run/run.js';
import type { Heard, OffTime } from '../../domain/run/switch.js';

/** How long what was read of the sending switch tells what is too late. */
const knownForMs = MINUTE;

/** What keeps a run's emails back, a pause or the sending switch, and the one that goes all the same. */
export class Hold {
  /** ISO instant since when an operator holds the run. */
  pausedAt: string | undefined;
  /** ISO instant since when no email goes out anywhere, once the run has heard of it. */
  offAt: string | undefined;
  /** The email that an operator wants sent now, whatever its time. */
  forced: number | undefined;
  /** When that was asked for, in ms since 1970: from then on it can be late, too. */
  forcedAtMs: number;
  /** An operator has just asked for it, so that no back-off holds it. */
  isHurried = false;
  private readonly since: string;
  private readonly offTimes: OffTime[];
  private movedBy: Interval[];
  private readAtMs = Number.NEGATIVE_INFINITY;

  constructor({ acceptedAt, earlier, held, carried }: RunInput) {
    this.since = earlier?.takenUpAt ?? acceptedAt;
    this.movedBy = held?.movedBy ?? [];
    this.offTimes = [...(held?.offTimes ?? [])];
    const { hold } = carried ?? {};
    this.pausedAt = hold?.pausedAt;
    this.offAt = hold?.offAt;
    this.forced = hold?.forced ?? earlier?.sendNow;
    this.forcedAtMs = hold?.forcedAtMs ?? Date.parse(this.since);
  }

  /** Whether an email waits for an operator, or for sending to be switched on again. */
  keepsBack(number: number): boolean {
    return this.isOff || (this.pausedAt !== undefined && this.forced !== number);
  }

  /** The email that goes as soon as it can. */
  get goesNow(): number | undefined {
    return this.isOff ? undefined : this.forced;
  }

  /** ISO instant since when anything holds the run. */
  get holdsSince(): string | undefined {
    return [this.pausedAt, this.offAt].filter((at) => at !== undefined).toSorted()[0];
  }

  /** What another execution of the run has to know of it. */
  get passedOn(): HeldBefore {
    return { movedBy: this.movedBy, offTimes: this.offTimes };
  }

  /** What it knows of the sending switch. */
  get heard(): Heard {
    return { since: this.since, at: this.offTimes.map(({ at }) => at) };
  }

  private get isOff(): boolean {
    return this.offAt !== undefined;
  }

  force(number: number | undefined): void {
    this.forced = number;
    this.forcedAtMs = Date.now();
    this.isHurried = true;
  }

  unforce(number: number): void {
    if (this.forced === number) this.forced = undefined;
  }

  /** Whether sending was off from an instant on only before it was on again. */
  isOver(offAt: string): boolean {
    return this.offTimes.some(({ at }) => offAt <= at);
  }

  /**
   * Sending is off.
   * @returns whether the run has not heard of it yet.
   */
  switchOff(offAt: string): boolean {
    const isNews = this.offAt !== offAt;
    this.offAt = offAt;
    return isNews;
  }

  /**
   * Sending was off, and on again at an instant; it may be off once more since.
   * @returns whether the run has not heard of it yet.
   */
  switchOn(offTime: OffTime): boolean {
    if (this.offAt !== undefined && this.offAt <= offTime.at) this.offAt = undefined;
    if (this.offTimes.some(({ at }) => at === offTime.at)) return false;
    this.offTimes.push(offTime);
    return true;
  }

  /** Sending is on, as was just read: from here on the clock judges again what is late. */
  letGo(): void {
    this.offAt = undefined;
    this.readAtMs = Date.now();
  }

  /** Whether nothing of the switch is unheard that could yet excuse who is late. */
  get knowsSwitch(): boolean {
    return Date.now() < this.readAtMs + knownForMs;
  }

  /**
   * How far a time with explicit ends moves what is still to come, in ms: from the run's beginning on,
   * and without what has moved it already, as a pause and the sending switch may overlap.
   */
  moveMs({ from, until }: Interval): number {
    const added = { from: from > this.since ? from : this.since, until };
    const { covered, grownMs } = addInterval(this.movedBy, added);
    this.movedBy = covered;
    return grownMs;
  }
}
