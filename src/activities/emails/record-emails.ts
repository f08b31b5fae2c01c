import { activityInfo } from '@temporalio/activity';
import type { Refusal } from '../../domain/incident.js';
import type { PlannedEmail } from '../../domain/plan/plan.js';
import { createOnce } from '../create-once.js';
import type { ActivityDeps } from '../deps.js';
import { refusalOf } from '../failures.js';
import { rowKey, rowState, rowValues, type TrackedRun } from '../tracker-row.js';

/** Fates of a run's emails, and with them what Resend has told of others since. */
interface RecordRequest {
  run: TrackedRun;
  rows: { rowId: string | null; email: PlannedEmail }[];
  delivered: { number: number; rowId: string; delivery: string }[];
}

/** What Notion has taken: ids of rows by their emails' numbers. And what it refuses until a person mends it. */
interface Recorded {
  rowIds: Record<number, string>;
  refused: [number, Refusal][];
}

/**
 * Writes what became of a run's emails to their tracker rows, one after the other; a deleted row is made again, and
 * one that Notion refuses holds no other. Sets state, so that it may be repeated.
 */
export function recordEmails(deps: ActivityDeps) {
  return async ({ run, rows, delivered }: RecordRequest): Promise<Recorded> => {
    const recorded: Recorded = { rowIds: {}, refused: [] };
    const attempt = async (number: number, write: () => Promise<unknown>) => {
      try {
        await write();
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        recorded.refused.push([number, refusal]);
      }
    };
    for (const { rowId, email } of rows) {
      await attempt(email.number, async () => {
        recorded.rowIds[email.number] = await recordFate(deps, { run, rowId, email });
      });
    }
    for (const { number, rowId, delivery } of delivered) {
      await attempt(number, () => deps.workspace.tracker.update(rowId, { delivery }));
    }
    return recorded;
  };
}

async function recordFate(
  { workspace: { tracker }, runUrl, settings }: ActivityDeps,
  { run, rowId, email }: RecordRequest['rows'][number] & Pick<RecordRequest, 'run'>,
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
