import { LRUCache } from 'lru-cache';
import { atMost } from '../../domain/at-most.js';
import { MINUTE } from '../../domain/duration.js';
import { Turns } from '../turns.js';

/** Notion's queries may miss a page that was made less than this long ago. */
const rememberedForMs = 10 * MINUTE;

/** After this long they mostly show it: so far back is told to whoever comes after us. */
const hiddenForMs = MINUTE;

/**
 * Page ids of contacts that this process made a moment ago, by contact key, and one turn at a time
 * for each contact: two workflows of one person often begin together, and Notion would give each of
 * them a contact of its own.
 */
export class ContactPages {
  private readonly ids = new LRUCache<string, string>({ ...atMost(10_000), ttl: rememberedForMs });
  /** Who may have made a contact without our knowing, by its key. */
  private readonly doubts = new LRUCache<string, string>({ ...atMost(10_000), ttl: hiddenForMs });
  private readonly turns = new Turns();
  private blindUntilMs = 0;

  idOf(contactKey: string): string | undefined {
    return this.ids.get(contactKey);
  }

  made(contactKey: string, pageId: string): void {
    this.ids.set(contactKey, pageId);
    this.doubts.delete(contactKey);
  }

  /** This activity may have made the contact: its answer was lost. It looks for it itself, and others wait. */
  mayBeMade(contactKey: string, activity: string): void {
    this.doubts.set(contactKey, activity);
  }

  /** How long, in ms, another activity may yet have made this contact where queries do not show it. */
  doubtedForMs(contactKey: string, activity: string): number {
    const by = this.doubts.get(contactKey);
    return by === undefined || by === activity ? 0 : this.doubts.getRemainingTTL(contactKey);
  }

  /** Pages made within the last minute, for the process that comes after this one. */
  recent(): [contactKey: string, pageId: string][] {
    const isRecent = (key: string) => this.ids.getRemainingTTL(key) > rememberedForMs - hiddenForMs;
    return [...this.ids.entries()].filter(([key]) => isRecent(key));
  }

  /** Takes up what the process before this one has made; it may have made more unless that `isWhole`. */
  takeUp(pages: readonly [contactKey: string, pageId: string][], isWhole: boolean): void {
    for (const [key, id] of pages) if (!this.ids.has(key)) this.ids.set(key, id);
    if (!isWhole) this.blindUntilMs = performance.now() + hiddenForMs;
  }

  /** How long, in ms, there may yet be pages that neither this process nor Notion's queries know. */
  blindForMs(): number {
    return Math.max(0, this.blindUntilMs - performance.now());
  }

  /** Does the work when all earlier work for this contact is done. */
  inTurn<T>(contactKey: string, work: () => Promise<T>): Promise<T> {
    return this.turns.inTurn(contactKey, work);
  }
}
