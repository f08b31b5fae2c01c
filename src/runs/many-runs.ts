import { LRUCache } from 'lru-cache';
import { atMost } from '../domain/at-most.js';
import { DAY } from '../domain/duration.js';

/** A person has a few sequences, and a few calls; of so many new runs within a day an operator hears. */
const tooMany = 10;

interface Counted {
  /** When each was started, by its id: the oldest first, and no more than it takes to tell. */
  runs: Map<string, number>;
  /** The run that tells of it, and when it did. */
  teller?: { id: string; atMs: number };
}

/** Counts the new runs of each contact, as far as this process starts them. */
export class ManyRuns {
  private readonly counted = new LRUCache<string, Counted>(atMost(10_000));

  /** Whether this run is to tell that there are too many: one does, within a day, however often it is asked. */
  shouldTell(contactKey: string, id: string, nowMs: number): boolean {
    const counted = this.counted.get(contactKey) ?? { runs: new Map<string, number>() };
    this.counted.set(contactKey, counted);
    const { runs, teller } = counted;
    for (const [old, atMs] of runs) if (atMs <= nowMs - DAY) runs.delete(old);
    if (runs.size < tooMany && !runs.has(id)) runs.set(id, nowMs);
    if (teller && teller.atMs > nowMs - DAY) return teller.id === id;
    if (runs.size < tooMany) return false;
    counted.teller = { id, atMs: nowMs };
    return true;
  }
}
