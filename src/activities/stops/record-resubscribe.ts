import type { ResubscribeRequest } from '../../domain/run/stop.js';
import { type KnownContact, upsertContact } from '../contacts/upsert-contact.js';
import type { ActivityDeps } from '../deps.js';

/**
 * Lets a contact get marketing mail again: every row of theirs says so, as the worst one counts. Sets
 * state. Where they have been stopped anew meanwhile, that stands.
 */
export function recordResubscribe(deps: ActivityDeps) {
  return async ({ contactKey, email }: ResubscribeRequest): Promise<void> => {
    const person = { contact: { email, key: contactKey }, data: {}, segment: null };
    const andThen = async (contact: KnownContact) => {
      if (contact.openStops.length > 0) return;
      for (const id of [contact.pageId, ...contact.doubleIds]) {
        await deps.workspace.contacts.update(id, { emailStatus: 'Subscribed' });
      }
    };
    await upsertContact(deps, person, { andThen });
  };
}
