import { activityInfo } from '@temporalio/activity';
import { isWorse, stopOf } from '../../campaign/stops.js';
import { isLasting, type StopRequest } from '../../domain/run/stop.js';
import { type KnownContact, upsertContact } from '../contacts/upsert-contact.js';
import type { ActivityDeps } from '../deps.js';

/**
 * Writes a stop to the contact, for people; it never makes a worse status milder. Sets state. A booking of
 * the very call that was missed is old news, and says nothing; nor does a stop that was taken back.
 */
export function recordStop(deps: ActivityDeps) {
  return async (request: StopRequest): Promise<void> => {
    const { stop, contactKey, email, spares } = request;
    if (email === undefined) return;
    if (stop === 'booked' && spares && (await deps.runs.isKnown(spares))) return;
    const { emailStatus = null, bookingStatus, campaignStatus } = stopOf(stop);
    // Notion has nothing to say of it, and nobody becomes a contact by it.
    if (!emailStatus && !bookingStatus && !campaignStatus) return;
    const person = { contact: { email, key: contactKey }, data: {}, segment: null };
    const andThen = async (contact: KnownContact) => {
      if (isLasting(request) && (await isTakenBack(deps))) return;
      const isNews = emailStatus && !isWorse(contact.emailStatus, emailStatus);
      await deps.workspace.contacts.update(contact.pageId, {
        ...(isNews && { emailStatus }),
        ...(bookingStatus && { bookingStatus }),
        ...(campaignStatus && { campaignStatus }),
      });
    };
    await upsertContact(deps, person, { isOfStop: true, andThen });
  };
}

function isTakenBack({ runs }: ActivityDeps): Promise<boolean> {
  const { workflowExecution = { workflowId: '', runId: '' }, activityId } = activityInfo();
  return runs.isWithdrawn(workflowExecution, activityId);
}
