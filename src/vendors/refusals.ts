import { LRUCache } from 'lru-cache';
import { atMost } from '../domain/at-most.js';

/** So many refusals are remembered at a time. */
const mostRemembered = 1_000;

/** One piece of work that is under way. */
export interface Work {
  /** Who does it: one name for all that is done for somebody. */
  who: string;
  /** What it is of: the same each time that it is tried. */
  of: string;
  /** Which of all works here it was. */
  order: number;
}

/** Refusals of one kind of work of which the vendor does not say whether they are everybody's. */
export class Refusals {
  private count = 0;
  /** Of works that were taken, the one that began last. */
  private lastTaken = 0;
  /** When each was refused first, by what it is of. */
  private readonly since = new LRUCache<string, number>(atMost(mostRemembered));

  begin(who: string, of: string = who): Work {
    this.count += 1;
    return { who, of, order: this.count };
  }

  taken({ of, order }: Work): void {
    this.lastTaken = Math.max(this.lastTaken, order);
    this.since.delete(of);
  }

  /** Some work is refused: whether others were taken that began after it was refused first. */
  isAlone({ of }: Work): boolean {
    const since = this.since.get(of) ?? this.count;
    this.since.set(of, since);
    return this.lastTaken > since;
  }
}
