import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import {
  type DeliveryReport,
  deliveryEvents,
  raiseDelivery,
  rowPauseMs,
} from '../../domain/run/delivery.js';
import type { trackerSchema } from '../../vendors/notion/schema.js';
import type { Row } from '../../vendors/notion/table.js';
import type { ActivityDeps } from '../deps.js';
import { rowKey } from '../tracker-row.js';
import { Turns } from '../turns.js';

type TrackerRow = Row<typeof trackerSchema>;

/**
 * Writes what became of an email to its tracker row, where that only moves up. Safe to repeat.
 * @returns what the row says of the email's fate; undefined when there was none for a day.
 * @throws {ApplicationFailure} NoRowYet, to be tried again at the pace that it says.
 */
export function markDelivery({ workspace: { tracker } }: ActivityDeps) {
  const turns = new Turns();
  return (report: DeliveryReport): Promise<{ status: string | null } | undefined> =>
    // Reading and writing are two requests: of two events of one email, one waits for the other.
    turns.inTurn(rowKey(report.runId, report.number), async () => {
      const row = await findRow(tracker, report);
      if (!row) return awaitRow();
      const delivery = raiseDelivery(row.values.delivery, deliveryEvents[report.event]);
      if (delivery !== row.values.delivery) await tracker.update(row.id, { delivery });
      return { status: row.values.status };
    });
}

/**
 * By the key that the email's tags make; by Resend's id first where that row has another one, as rows
 * of an earlier enrolment have changed their key since.
 */
async function findRow(
  tracker: ActivityDeps['workspace']['tracker'],
  { runId, number, emailId }: DeliveryReport,
): Promise<TrackerRow | undefined> {
  const key = rowKey(runId, number);
  const ofKey = (await tracker.find('key', 'equals', key)).find(({ values }) => values.key === key);
  if (ofKey && (ofKey.values.resendId ?? emailId) === emailId) return ofKey;
  const rows = await tracker.find('resendId', 'equals', emailId);
  return rows.find(({ values }) => values.resendId === emailId) ?? ofKey;
}

function awaitRow(): undefined {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  const waitedMs = currentAttemptScheduledTimestampMs - scheduledTimestampMs;
  const nextRetryDelay = rowPauseMs(waitedMs);
  if (nextRetryDelay === undefined) return undefined;
  throw ApplicationFailure.create({
    type: 'NoRowYet',
    message: 'the tracker has no row of this email yet',
    nextRetryDelay,
    category: ApplicationFailureCategory.BENIGN,
  });
}
