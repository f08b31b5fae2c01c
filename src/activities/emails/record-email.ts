import { activityInfo } from '@temporalio/activity';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { createsOfThisActivity } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { rowKey, rowState, rowValues, type TrackedRun } from '../tracker-row.js';

/**
 * Writes an email's fate to its tracker row; a deleted row is made again. Sets state, so that it may
 * be repeated.
 * @returns the id of the row.
 */
export function recordEmail({ workspace: { tracker }, runUrl, settings }: ActivityDeps) {
  return async (request: {
    run: TrackedRun;
    rowId: string | null;
    email: PlannedEmail;
  }): Promise<string> => {
    const { run, rowId, email } = request;
    if (rowId && (await tracker.update(rowId, rowState(email)))) return rowId;
    const workflowId = activityInfo().workflowExecution?.workflowId ?? '';
    const key = rowKey(workflowId, email.number);
    const [row] = await tracker.find('key', 'equals', key);
    if (row && (await tracker.update(row.id, rowState(email)))) return row.id;
    return createsOfThisActivity()(key, () =>
      tracker.create(
        rowValues(run, email, {
          workflowId,
          runUrl: runUrl(workflowId),
          campaign: settings.name,
        }),
      ),
    );
  };
}
