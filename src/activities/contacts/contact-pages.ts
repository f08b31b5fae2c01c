import { LRUCache } from 'lru-cache';
import { MINUTE } from '../../domain/duration.js';
import { Turns } from '../turns.js';

/** Notion's queries may miss a page that was made less than this long ago. */
const rememberedForMs = 10 * MINUTE;

/**
 * Page ids of contacts that this process made a moment ago, by contact key, and one turn at a time
 * for each contact: two workflows of one person often begin together, and Notion would give each of
 * them a contact of its own.
 */
export class ContactPages {
  private readonly ids = new LRUCache<string, string>({ max: 10_000, ttl: rememberedForMs });
  private readonly turns = new Turns();

  idOf(contactKey: string): string | undefined {
    return this.ids.get(contactKey);
  }

  made(contactKey: string, pageId: string): void {
    this.ids.set(contactKey, pageId);
  }

  /** Does the work when all earlier work for this contact is done. */
  inTurn<T>(contactKey: string, work: () => Promise<T>): Promise<T> {
    return this.turns.inTurn(contactKey, work);
  }
}
