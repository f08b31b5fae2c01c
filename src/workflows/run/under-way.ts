import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** The activity that a run waits for, so that messages can withdraw it. */
export class UnderWay {
  private current: { scope: CancellationScope; isSend: boolean } | undefined;

  /** Undefined when it was withdrawn before anything happened. */
  async run<T>(what: 'prepare' | 'send', work: () => Promise<T>): Promise<T | undefined> {
    const scope = new CancellationScope();
    this.current = { scope, isSend: what === 'send' };
    try {
      return await scope.run(work);
    } catch (error) {
      if (isCancellation(error)) return undefined;
      throw error;
    } finally {
      this.current = undefined;
    }
  }

  /** A request to send is on the wire, or queued for it. */
  get isSend(): boolean {
    return this.current?.isSend ?? false;
  }

  withdraw(): void {
    this.current?.scope.cancel();
  }

  /** Takes back what only prepares an email, because what to do next has changed. */
  withdrawPreparation(): void {
    if (!this.isSend) this.withdraw();
  }
}
