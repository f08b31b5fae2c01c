import { getExternalWorkflowHandle, isCancellation, log } from '@temporalio/workflow';
import { type DeliveryReport, isLost, messageOf, stopOf } from '../domain/run/delivery.js';
import { priorities } from '../domain/run/priorities.js';
import { notion, notionOptions, temporal, temporalOptions } from './activities.js';
import { delivery } from './messages.js';
import { startStop } from './stop/start-stop.js';
import { tellOperators } from './tell-operators.js';

const untilDone = {
  ...notionOptions,
  priority: priorities.delivery,
  retry: { ...notionOptions.retry, maximumAttempts: Number.POSITIVE_INFINITY },
};

/**
 * Records what Resend tells of one email where its run cannot: what stops the person's mail goes first, and
 * waits for nobody. Then the tracker, unless the run is open after all and writes its rows itself.
 */
export async function recordDelivery(report: DeliveryReport): Promise<void> {
  const stop = stopOf(report);
  if (stop) {
    const { contactKey, email, at, reason } = report;
    await startStop({ stop, contactKey, email, at, by: 'Resend', reason });
    if (await tellRun(report)) return;
  }
  await Promise.all([keepRow(report), ...(isLost(report) ? [alert(report)] : [])]);
}

/** False when no run is open, so that the row is left to mend. */
async function tellRun(report: DeliveryReport): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(report.runId).signal(delivery, messageOf(report));
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
}

/** The row of a run that has ended. What it says otherwise than `sent` may be what nobody knew. */
async function keepRow(report: DeliveryReport): Promise<void> {
  const { event, number } = report;
  const row = await notion.markDelivery.executeWithOptions(
    { ...untilDone, summary: `${event} ${number}` },
    [report],
  );
  if (!row) log.warn('no tracker row for an event of Resend', { event });
  if (row?.status === 'sent') return;
  await temporal.settleEmail.executeWithOptions(
    { ...temporalOptions, summary: `settle ${number}` },
    [report],
  );
}

async function alert({ runId, number, event, reason }: DeliveryReport): Promise<void> {
  const why = [runId, event, reason].filter(Boolean).join(', ');
  if (await tellOperators({ kind: 'delivery_failed', number, reason: why })) return;
  log.warn('an alert could not be raised', { kind: 'delivery_failed' });
}
