import { activityInfo, log } from '@temporalio/activity';
import { VendorFault } from '../../domain/errors.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { createOnce } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { rowKey, rowState, rowValues, type TrackedRun } from '../tracker-row.js';

/** An email's fate, and with it what Resend has told of other emails since. */
interface RecordRequest {
  run: TrackedRun;
  rowId: string | null;
  email: PlannedEmail;
  delivered: { rowId: string; delivery: string }[];
}

/**
 * Writes an email's fate to its tracker row; a deleted row is made again. Sets state, so that it may
 * be repeated.
 * @returns the id of the row.
 */
export function recordEmail(deps: ActivityDeps) {
  return async (request: RecordRequest): Promise<string> => {
    const rowId = await recordFate(deps, request);
    for (const one of request.delivered) await recordDelivered(deps, one);
    return rowId;
  };
}

/** A row that cannot be written holds no other one. */
async function recordDelivered(
  { workspace: { tracker } }: ActivityDeps,
  { rowId, delivery }: RecordRequest['delivered'][number],
): Promise<void> {
  try {
    await tracker.update(rowId, { delivery });
  } catch (error) {
    if (!(error instanceof VendorFault) || error.kind !== 'permanent') throw error;
    log.warn('what Resend has told of an email cannot be written', { fault: error.message });
  }
}

async function recordFate(
  { workspace: { tracker }, runUrl, settings }: ActivityDeps,
  { run, rowId, email }: RecordRequest,
): Promise<string> {
  if (rowId && (await tracker.update(rowId, rowState(email)))) return rowId;
  const workflowId = activityInfo().workflowExecution?.workflowId ?? '';
  const key = rowKey(workflowId, email.number);
  const [row] = await tracker.find('key', 'equals', key);
  if (row && (await tracker.update(row.id, rowState(email)))) return row.id;
  return createOnce(key, () =>
    tracker.create(
      rowValues(run, email, { workflowId, runUrl: runUrl(workflowId), campaign: settings.name }),
    ),
  );
}
