/** Lets work of one name be done one after the other, in this process. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Does the work when all earlier work of this name is done, well or badly. */
  async inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === mine) this.last.delete(name);
    }
  }
}
