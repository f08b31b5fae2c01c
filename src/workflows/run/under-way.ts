import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { SECOND } from '../../domain/duration.js';

/** Whoever steers a run waits for this long; what waits for its turn hears of it within a second. */
const takenBackMs = 3 * SECOND;

/** The activity that a run waits for, so that messages can withdraw it. */
export class UnderWay {
  private current: { scope: CancellationScope; sends: number | undefined } | undefined;

  /**
   * Undefined when it was withdrawn before anything happened. `sends`: the number of the email that is asked for
   * by it.
   */
  async run<T>(work: () => Promise<T>, sends?: number): Promise<T | undefined> {
    const scope = new CancellationScope();
    this.current = { scope, sends };
    try {
      return await scope.run(work);
    } catch (error) {
      if (isCancellation(error)) return undefined;
      throw error;
    } finally {
      this.current = undefined;
    }
  }

  get isIdle(): boolean {
    return this.current === undefined;
  }

  /** The number of the email for which a request is on the wire, or waits for its turn. */
  get sends(): number | undefined {
    return this.current?.sends;
  }

  /**
   * Takes back what is under way, and waits for what came of it: what only waited for its turn is gone at
   * once. Gives whether that is known; what is on the wire answers later.
   */
  async takeBack(): Promise<boolean> {
    if (!this.current) return true;
    const { sends } = this.current;
    this.withdraw();
    if (sends === undefined) return true;
    return condition(() => this.sends === undefined, takenBackMs, { summary: 'is it on the wire' });
  }

  withdraw(): void {
    this.current?.scope.cancel();
  }
}
