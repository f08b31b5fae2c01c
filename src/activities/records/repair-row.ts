import { sequenceOf } from '../../campaign/sequences/index.js';
import type { Segment } from '../../domain/event/segment.js';
import type { Repair } from '../../domain/records/differences.js';
import { lookForContact } from '../../vendors/notion/find-contact.js';
import { upsertContact } from '../contacts/upsert-contact.js';
import { createOnce } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { rowKey, rowState, rowValues } from '../tracker-row.js';

/**
 * Makes the row of an email, and its contact where Notion has lost them, or lets the row say what the run
 * says. Safe to repeat, within an activity `withCreates`.
 * @returns false where there is nothing to make it of: the run is forgotten.
 */
export async function repairRow(
  deps: ActivityDeps,
  { runId, email, pageId }: Repair,
  segment: Segment | null,
): Promise<boolean> {
  const { workspace, runs, runUrl, settings } = deps;
  const { contacts, tracker } = workspace;
  if (pageId) return tracker.update(pageId, rowState(email));
  const key = rowKey(runId, email.number);
  const sequence = sequenceOf(runId.split('/')[0] ?? '')?.sequence;
  const contact = await runs.personOf(runId);
  if (!sequence || !contact) return false;
  const { found } = await lookForContact(contacts, contact.email);
  const { pageId: contactPageId } =
    found ?? (await upsertContact(deps, { contact, data: {}, segment, sequence }));
  const run = { contact, segment, sequence, contactPageId };
  const ids = { workflowId: runId, runUrl: runUrl(runId), campaign: settings.name };
  await createOnce(key, () => tracker.create(rowValues(run, email, ids)));
  return true;
}
