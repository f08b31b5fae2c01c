import type { DeliveryReport } from '../../domain/run/delivery.js';
import type { ActivityDeps } from '../deps.js';

/**
 * Tells an open run that an email, of which nobody knew, was sent. Safe to repeat.
 * @returns false when the run has ended, so that its row is left to mend.
 */
export function settleEmail({ runs }: Pick<ActivityDeps, 'runs'>) {
  return ({ runId, number, emailId }: DeliveryReport): Promise<boolean> =>
    runs.settleSent(runId, { number, resendId: emailId, by: 'Resend' });
}

/** The same on the tracker row of a run that has ended. Sets state. */
export function settleRow({ workspace: { tracker } }: ActivityDeps) {
  return async (request: { rowId: string; report: DeliveryReport }): Promise<void> => {
    const { rowId, report } = request;
    const { emailId: resendId, at: sentAt } = report;
    await tracker.update(rowId, { status: 'sent', resendId, sentAt, reason: null });
  };
}
