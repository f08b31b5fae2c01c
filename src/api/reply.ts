import type { PlannedEmail } from '../domain/plan.js';
import type { Segment } from '../domain/segment.js';

/** The answer to an accepted webhook: what was started, and what will be sent when. */
export interface AcceptedReply {
  status: 'accepted' | 'duplicate';
  id: string;
  sequence: string;
  segment: Segment | null;
  testing: boolean;
  message: string;
  warnings: string[];
  emails: EmailReply[];
}

export type EmailReply = Pick<
  PlannedEmail,
  'number' | 'template' | 'sentBy' | 'dueAt' | 'state' | 'reason'
> & { plannedAt?: string; sentAt?: string; resendId?: string };

export function toEmailReply(email: PlannedEmail): EmailReply {
  const { number, template, sentBy, dueAt, plannedAt, state, reason, at, resendId } = email;
  return {
    number,
    template,
    sentBy,
    dueAt,
    ...(plannedAt !== dueAt && { plannedAt }),
    state,
    ...(reason && { reason }),
    ...(state === 'sent' && at && { sentAt: at }),
    ...(resendId && { resendId }),
  };
}

/** The plan in one sentence. */
export function sayPlan(status: AcceptedReply['status'], emails: PlannedEmail[]): string {
  const coming = emails.filter(({ state }) => state === 'scheduled');
  const [next] = coming;
  const opening = status === 'duplicate' ? 'This run exists already' : 'Accepted';
  if (!next) return `${opening}: nothing is left to send.`;
  const count = coming.length === 1 ? '1 email is' : `${coming.length} emails are`;
  return `${opening}: ${count} to come, the next ("${next.template}") at ${next.dueAt}.`;
}
