import { type Interval, unionMs } from '../../domain/plan/replan.js';
import type { RunInput } from '../../domain/run/run.js';

/** What keeps a run's emails back, a pause or the sending switch, and the one that goes all the same. */
export class Hold {
  /** ISO instant since when an operator holds the run. */
  pausedAt: string | undefined;
  /** ISO instant since when no email goes out anywhere, once the run has heard of it. */
  offAt: string | undefined;
  /** Sending may be on again unheard: whoever prepares the next email finds out. */
  isOffInDoubt = false;
  /** The email that an operator wants sent now, whatever its time. */
  forced: number | undefined;
  /** An operator has just asked for it, so that no back-off holds it. */
  isHurried = false;
  /** ISO instant since when sending is on again, once the run has heard of it. */
  private onAt: string | undefined;
  private readonly acceptedAt: string;
  private readonly shifts: Interval[] = [];

  constructor({ acceptedAt, earlier }: RunInput) {
    this.acceptedAt = acceptedAt;
    this.forced = earlier?.sendNow;
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
  get since(): string | undefined {
    return [this.pausedAt, this.offAt].filter((at) => at !== undefined).toSorted()[0];
  }

  private get isOff(): boolean {
    return this.offAt !== undefined && !this.isOffInDoubt;
  }

  force(number: number | undefined): void {
    this.forced = number;
    this.isHurried = true;
  }

  unforce(number: number): void {
    if (this.forced === number) this.forced = undefined;
  }

  /** Whether sending was off from an instant on only before it was on again. */
  isOver(offAt: string): boolean {
    return this.onAt !== undefined && offAt <= this.onAt;
  }

  /**
   * Sending is off.
   * @returns whether the run has not heard of it yet.
   */
  switchOff(offAt: string): boolean {
    const isNews = this.offAt !== offAt;
    this.offAt = offAt;
    this.isOffInDoubt = false;
    return isNews;
  }

  /** Sending is on: from here on the clock judges again what is late. */
  letGo(): void {
    this.offAt = undefined;
    this.isOffInDoubt = false;
  }

  switchOn(at: string): void {
    this.letGo();
    this.onAt = at;
  }

  /**
   * How far the time from an instant until now moves what is still to come, in ms. A pause and the
   * sending switch may overlap, so time that has moved it already does not count again.
   */
  shiftMs(since: string): number {
    const before = unionMs(this.shifts);
    const fromMs = Math.max(Date.parse(since), Date.parse(this.acceptedAt));
    this.shifts.push({ fromMs, untilMs: Date.now() });
    return unionMs(this.shifts) - before;
  }
}
