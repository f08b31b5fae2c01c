import type { Person } from '../../domain/run/run.js';
import type { ActivityDeps } from '../deps.js';
import { upsertContact } from './upsert-contact.js';

/**
 * Brings a contact up to date with an event that starts no run. Safe to repeat.
 * @returns whether they have several rows.
 */
export function saveContact(deps: ActivityDeps) {
  return async (person: Person): Promise<{ isDoubled: boolean }> => {
    const { doubleIds } = await upsertContact(deps, person);
    return { isDoubled: doubleIds.length > 0 };
  };
}
