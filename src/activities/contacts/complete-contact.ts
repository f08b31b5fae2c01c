import { isSameWord } from '../../campaign/stops.js';
import type { ActivityDeps } from '../deps.js';

/**
 * Marks the contact's campaign as completed, but only while their status is still the one that the
 * run wrote: a later event's status is not ours to replace.
 */
export function completeContact({ workspace: { contacts } }: ActivityDeps) {
  return async (request: { contactPageId: string; statusOfRun: string }): Promise<void> => {
    const contact = await contacts.read(request.contactPageId);
    if (!contact || !isSameWord(contact.values.campaignStatus, request.statusOfRun)) return;
    await contacts.update(request.contactPageId, { campaignStatus: 'Completed' });
  };
}
