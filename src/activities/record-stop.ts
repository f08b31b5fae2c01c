import { stops } from '../campaign/stops.js';
import type { StopRequest } from '../domain/run.js';
import { createsOfThisActivity } from './create-once.js';
import type { ActivityDeps } from './deps.js';
import { upsertContact } from './upsert-contact.js';

/** Writes a stop to the contact, which then holds for runs that start later. Sets state. */
export function recordStop(deps: ActivityDeps) {
  return async ({ contactKey, email, cause }: StopRequest): Promise<void> => {
    const { emailStatus, bookingStatus, campaignStatus } = stops[cause];
    const person = { contact: { email, key: contactKey }, data: {}, segment: null };
    const { pageId } = await upsertContact(deps, person, createsOfThisActivity());
    await deps.workspace.contacts.update(pageId, {
      ...(emailStatus && { emailStatus }),
      ...(bookingStatus && { bookingStatus }),
      ...(campaignStatus && { campaignStatus }),
    });
  };
}
