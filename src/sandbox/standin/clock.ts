/** How far a stand-in's clock is off, or what it shows now. */
export type ClockSetting = { offsetMs: number } | { now: string };

/** Where a stand-in gets the time from: the machine, or a test's skipped time. */
export type TimeSource = () => Date | Promise<Date>;

/** A stand-in's clock: the caller's time plus an offset that tests may set. */
export class StandInClock {
  readonly #source: TimeSource;
  #offsetMs = 0;

  constructor(source: TimeSource = () => new Date()) {
    this.#source = source;
  }

  async now(): Promise<Date> {
    const time = await this.#source();
    return new Date(time.getTime() + this.#offsetMs);
  }

  async set(setting: ClockSetting): Promise<void> {
    if ('offsetMs' in setting) {
      this.#offsetMs = setting.offsetMs;
    } else {
      this.#offsetMs = Date.parse(setting.now) - (await this.#source()).getTime();
    }
  }

  reset(): void {
    this.#offsetMs = 0;
  }
}
