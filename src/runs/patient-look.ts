import type { Timeline } from '../domain/run/run.js';

/** So often a run is looked at until a worker tells of it: one that has much to do may be slow. */
const mostLooks = 5;

/** Whether what is known of a run is less than a worker would tell. */
type IsUntold<T> = (found: T) => boolean;

/**
 * Looks at many runs, one after the other, each until a worker has told of it. Where none has told of one, none of
 * the others is waited for.
 */
export class PatientLook<T extends Pick<Timeline, 'asOf'> | undefined> {
  /** Runs of which no worker has told. */
  readonly untold: string[] = [];
  private readonly isUntold: IsUntold<T>;

  constructor(isUntold: IsUntold<T>) {
    this.isUntold = isUntold;
  }

  /** What there was to see of it in the end. */
  async at(id: string, look: () => Promise<T>): Promise<T> {
    const looks = this.untold.length > 0 ? 1 : mostLooks;
    for (let left = looks - 1; ; left -= 1) {
      const found = await look();
      if (!this.isUntold(found)) return found;
      if (left > 0) continue;
      this.untold.push(id);
      return found;
    }
  }
}
