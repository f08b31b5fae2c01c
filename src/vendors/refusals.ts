import { LRUCache } from 'lru-cache';
import { atMost } from '../domain/at-most.js';

/** Whose refusals are remembered at a time. */
const mostRemembered = 1_000;

/** Refusals of one kind of work of which the vendor does not say whether they are everybody's. */
export class Refusals {
  private passes = 0;
  private readonly before = new LRUCache<string, { reason: string; passes: number }>(
    atMost(mostRemembered),
  );

  /** Some work was taken. */
  passed(of: string): void {
    this.passes += 1;
    this.before.delete(of);
  }

  /** Some work is refused: whether others' was taken since the same was refused before. */
  isAlone(of: string, reason: string): boolean {
    const before = this.before.get(of);
    const known = before?.reason === reason ? before : { reason, passes: this.passes };
    this.before.set(of, known);
    return this.passes > known.passes;
  }
}
