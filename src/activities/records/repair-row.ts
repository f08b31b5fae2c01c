import { sequenceOf } from '../../campaign/sequences/index.js';
import type { Segment } from '../../domain/event/segment.js';
import type { Repair } from '../../domain/records/differences.js';
import { lookForContact } from '../../vendors/notion/find-contact.js';
import { createOnce } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { rowKey, rowState, rowValues } from '../tracker-row.js';

/**
 * Makes the row of an email, or lets it say what the run says. Safe to repeat, within an activity
 * `withCreates`.
 * @returns false where there is nothing to make it of: the run is forgotten, or its contact is not there.
 */
export async function repairRow(
  { workspace: { contacts, tracker }, runs, runUrl, settings }: ActivityDeps,
  { runId, email, pageId }: Repair,
  segment: Segment | null,
): Promise<boolean> {
  if (pageId) return tracker.update(pageId, rowState(email));
  const key = rowKey(runId, email.number);
  const sequence = sequenceOf(runId.split('/')[0] ?? '')?.sequence;
  const contact = await runs.personOf(runId);
  const found = contact && (await lookForContact(contacts, contact.email)).found;
  if (!sequence || !contact || !found) return false;
  const run = { contact, segment, sequence, contactPageId: found.pageId };
  const ids = { workflowId: runId, runUrl: runUrl(runId), campaign: settings.name };
  await createOnce(key, () => tracker.create(rowValues(run, email, ids)));
  return true;
}
