import { isWorse, stopOf } from '../../campaign/stops.js';
import type { StopRequest } from '../../domain/run/stop.js';
import { upsertContact } from '../contacts/upsert-contact.js';
import { createsOfThisActivity } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';

/**
 * Writes a stop to the contact, which then holds for runs that start later. Sets state. A booking of
 * the very call that was missed is old news, and says nothing.
 */
export function recordStop(deps: ActivityDeps) {
  return async ({ stop, contactKey, email, spares }: StopRequest): Promise<void> => {
    if (stop === 'booked' && spares && (await deps.runs.isKnown(spares))) return;
    const { emailStatus, bookingStatus, campaignStatus } = stopOf(stop);
    const person = { contact: { email, key: contactKey }, data: {}, segment: null };
    const contact = await upsertContact(deps, person, createsOfThisActivity());
    const isNews = emailStatus && isWorse(emailStatus, contact.emailStatus);
    await deps.workspace.contacts.update(contact.pageId, {
      ...(isNews && { emailStatus }),
      ...(bookingStatus && { bookingStatus }),
      ...(campaignStatus && { campaignStatus }),
    });
  };
}
