import { log, sleep } from '@temporalio/workflow';
import { DAY, HOUR, MINUTE } from '../domain/duration.js';
import { type DeliveryReport, deliveryEvents, isLost, stopOf } from '../domain/run/delivery.js';
import { notion, notionOptions, temporal, temporalOptions } from './activities.js';
import { startStop } from './stop/start-stop.js';
import { tellOperators } from './tell-operators.js';

/** Behind whatever emails wait for: Notion's rate is theirs first. */
const lastInLine = {
  ...notionOptions,
  priority: { priorityKey: 5 },
  retry: { ...notionOptions.retry, maximumAttempts: Number.POSITIVE_INFINITY },
};

/**
 * Records what Resend tells of one email. What stops the person's mail goes first, and never waits for
 * Notion. Then the tracker: its row may be made later than the event comes, so it is looked for again
 * and again, for a day at most.
 */
export async function recordDelivery(report: DeliveryReport): Promise<void> {
  const stop = stopOf(report);
  if (stop) {
    const { contactKey, email, at, reason } = report;
    await startStop({ stop, contactKey, email, at, by: 'Resend', reason });
  }
  await Promise.all([keepRow(report), ...(isLost(report) ? [alert(report)] : [])]);
}

/**
 * Brings the row up to date, once more after a minute, as another worker may have written an older
 * event over ours meanwhile, and then hourly until the email's fate is decided: only then it is seen
 * whether our word settles it.
 */
async function keepRow(report: DeliveryReport): Promise<void> {
  const isLeast = deliveryEvents[report.event] === 'sent';
  for (let waitedMs = 0; ; ) {
    const row = await notion.markDelivery.executeWithOptions(
      { ...lastInLine, summary: `${report.event} ${report.number}` },
      [report],
    );
    if (!row) {
      log.warn('no tracker row for an event of Resend', { event: report.event });
      return;
    }
    if (row.isUnknown && (await settle(report, row.id))) return;
    const isFirst = waitedMs === 0;
    const isOpen = row.isUndecided || row.isUnknown;
    if (isOpen ? waitedMs >= DAY : isLeast || !isFirst) return;
    const pauseMs = isFirst ? MINUTE : HOUR;
    await sleep(pauseMs, { summary: 'look again' });
    waitedMs += pauseMs;
  }
}

/** Nobody knew whether the email went out; now Resend has said so. False while its run writes the row. */
async function settle(report: DeliveryReport, rowId: string): Promise<boolean> {
  const isOpen = await temporal.settleEmail.executeWithOptions(
    { ...temporalOptions, summary: `settle ${report.number}` },
    [report],
  );
  if (isOpen) return false;
  await notion.settleRow.executeWithOptions(
    { ...lastInLine, summary: `settle row ${report.number}` },
    [{ rowId, report }],
  );
  return true;
}

async function alert({ runId, number, event, reason }: DeliveryReport): Promise<void> {
  const why = [runId, event, reason].filter(Boolean).join(', ');
  if (await tellOperators({ kind: 'delivery_failed', number, reason: why })) return;
  log.warn('an alert could not be raised', { kind: 'delivery_failed' });
}
