import { LRUCache } from 'lru-cache';
import { atMost } from '../../domain/at-most.js';

/** How often something may be done: so often at once, and then so often a second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/**
 * One token bucket for each name, in bounded memory: whoever is forgotten has a full one. Whatever the
 * pattern of arrivals, at least burst + rate x time - 1 are let in, as a refusal takes nothing.
 */
export class TokenBuckets {
  private readonly rate: Rate;
  private readonly buckets: LRUCache<string, Bucket>;

  /** `most` names are remembered. */
  constructor(rate: Rate, most = 10_000) {
    this.rate = rate;
    this.buckets = new LRUCache(atMost(most));
  }

  /** Takes one, and gives 0; or takes nothing, and gives in how many ms there is one. */
  take(name: string, nowMs: number): number {
    const tokens = this.tokensOf(name, nowMs);
    // What was added up in parts may lack the last bit of a whole one.
    if (tokens < 1 - 1e-9) return ((1 - tokens) / this.rate.perSecond) * 1_000;
    this.buckets.set(name, { tokens: Math.max(tokens - 1, 0), filledAtMs: nowMs });
    return 0;
  }

  /** Puts one back that was taken. */
  giveBack(name: string, nowMs: number): void {
    const tokens = Math.min(this.rate.burst, this.tokensOf(name, nowMs) + 1);
    this.buckets.set(name, { tokens, filledAtMs: nowMs });
  }

  private tokensOf(name: string, nowMs: number): number {
    const { burst, perSecond } = this.rate;
    const bucket = this.buckets.get(name);
    if (!bucket) return burst;
    return Math.min(burst, bucket.tokens + ((nowMs - bucket.filledAtMs) / 1_000) * perSecond);
  }
}
