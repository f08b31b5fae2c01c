import { type DeliveryReport, deliveryEvents, messageOf, stopOf } from '../domain/run/delivery.js';
import { isDayWord, type Progress, progressOfDelivery } from '../domain/run/progress.js';
import { attributes, delivery } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import { describe } from './find.js';
import { isRunId, partsOf } from './names.js';
import type { StartDeps } from './start.js';
import { oncePerEvent, startUnlessThere } from './start-unless-there.js';
import { tell } from './tell.js';

/** What one event of an external sender has started, or had started before. */
export interface StartedByEvent {
  id: string;
  isNew: boolean;
}

/**
 * Tells an open run of what Resend says of one of its emails. What no open run can hear, and what stops
 * the person's mail, is a workflow of its own instead, once for each event. What the run has heard lately
 * it is not told again.
 * @returns the id of the run, or of that workflow.
 * @throws {TemporalAway} sending the event again is safe.
 */
export function recordDelivery(
  deps: StartDeps,
  event: string,
  report: DeliveryReport,
): Promise<StartedByEvent> {
  const { client, repeats } = deps;
  const { runId, number, contactKey } = report;
  return orAway(client, async () => {
    if (!stopOf(report) && isRunId(runId)) {
      if (repeats.hasDelivery(report)) return { id: runId, isNew: false };
      if (await tell(client, runId, delivery, messageOf(report))) {
        repeats.addDelivery(report);
        return { id: runId, isNew: true };
      }
    }
    const id = `delivery/${event}`;
    const progress = await progressOf(deps, report);
    const isNew = await startUnlessThere(client, 'recordDelivery', {
      ...oncePerEvent,
      workflowId: id,
      args: [report],
      staticSummary: `${report.event} ${number}`,
      typedSearchAttributes: [
        { key: attributes.contactKey, value: contactKey },
        ...(progress ? [{ key: attributes.progress, value: [...progress] }] : []),
      ],
    });
    return { id, isNew };
  });
}

/** What is to be counted of an email whose run has ended: an open one hears of it, and shows it itself. */
async function progressOf(
  { client, hasProgress }: StartDeps,
  { event, runId, number }: DeliveryReport,
): Promise<Progress | undefined> {
  if (!isRunId(runId) || !(await hasProgress?.())) return undefined;
  const run = await describe(client, runId);
  const began = run?.typedSearchAttributes.get(attributes.progress)?.find(isDayWord);
  if (!began || run?.status.name === 'RUNNING') return undefined;
  const { sequence } = partsOf(runId);
  return progressOfDelivery({ sequence, number, delivery: deliveryEvents[event] }, began);
}
