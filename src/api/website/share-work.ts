/**
 * Work that is asked for again while it is under way is not done again: whoever asks later gets the
 * same outcome. Holds nothing once the work is over.
 */
export class SharedWork<T> {
  readonly #open = new Map<string, Promise<T>>();

  /** @returns the outcome, and whether it was this call that did the work. */
  async do(name: string, work: () => Promise<T>): Promise<{ outcome: T; isShared: boolean }> {
    const open = this.#open.get(name);
    if (open) return { outcome: await open, isShared: true };
    const promise = work();
    this.#open.set(name, promise);
    try {
      return { outcome: await promise, isShared: false };
    } finally {
      this.#open.delete(name);
    }
  }
}
