import { normaliseEmail } from '../domain/contact.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { RunInput } from '../domain/run/run.js';
import type { trackerSchema } from '../vendors/notion/schema.js';
import type { Values } from '../vendors/notion/table.js';

type TrackerValues = Values<typeof trackerSchema>;

/** The run that a row belongs to. */
export type TrackedRun = Pick<RunInput, 'contact' | 'segment'> & {
  sequence: Pick<RunInput['sequence'], 'trackerName'>;
  contactPageId: string;
};

/** The business key of a row: one per email of a run, whoever asks. */
export function rowKey(workflowId: string, number: number): string {
  return `${workflowId}/${number}`;
}

/** What a row says of the email's fate; written again whenever that changes. */
export function rowState(email: PlannedEmail): TrackerValues {
  const isSent = email.state === 'sent';
  return {
    status: email.state,
    scheduledAt: email.dueAt,
    sentAt: (isSent && email.at) || null,
    sentBy: email.sentBy,
    resendId: email.resendId ?? null,
    reason: email.reason ?? null,
    // What the run has not heard may stand there all the same.
    ...(email.delivery && { delivery: email.delivery }),
  };
}

/** A whole new row. */
export function rowValues(
  run: TrackedRun,
  email: PlannedEmail,
  ids: { workflowId: string; runUrl: string; campaign: string | undefined },
): TrackerValues {
  return {
    ...rowState(email),
    name: `${run.contact.firstName ?? run.contact.email} · ${email.template}`,
    email: normaliseEmail(run.contact.email),
    number: email.number,
    sequence: run.sequence.trackerName,
    template: email.template,
    key: rowKey(ids.workflowId, email.number),
    contact: [run.contactPageId],
    ...(run.segment && { segment: run.segment }),
    ...(ids.campaign && { campaign: ids.campaign }),
    run: ids.runUrl,
  };
}
