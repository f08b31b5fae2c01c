import type { ResubscribeRequest } from '../../domain/run/stop.js';
import { upsertContact } from '../contacts/upsert-contact.js';
import { createsOfThisActivity } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';

/** Lets a contact get marketing mail again. Sets state. */
export function recordResubscribe(deps: ActivityDeps) {
  return async ({ contactKey, email }: ResubscribeRequest): Promise<void> => {
    const person = { contact: { email, key: contactKey }, data: {}, segment: null };
    const { pageId } = await upsertContact(deps, person, createsOfThisActivity());
    await deps.workspace.contacts.update(pageId, { emailStatus: 'Subscribed' });
  };
}
