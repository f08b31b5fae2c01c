import type { Segment } from '../domain/event/segment.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { Timeline } from '../domain/run/run.js';

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

type EmailReply = Pick<
  PlannedEmail,
  'number' | 'template' | 'sentBy' | 'dueAt' | 'state' | 'reason'
> & { plannedAt?: string };

/** An email as senders of webhooks see it. */
export function toEmailReply(email: PlannedEmail): EmailReply {
  const { number, template, sentBy, dueAt, plannedAt, state, reason } = email;
  return {
    number,
    template,
    sentBy,
    dueAt,
    ...(plannedAt !== dueAt && { plannedAt }),
    state,
    ...(reason && { reason }),
  };
}

export type RunEmailReply = EmailReply & {
  sentAt?: string;
  resendId?: string;
  /** What Resend has said of it since. */
  delivery?: string;
};

/** An email as operators see it: also what came of it. */
function toRunEmailReply(email: PlannedEmail): RunEmailReply {
  const { state, at, resendId, delivery } = email;
  return {
    ...toEmailReply(email),
    ...(state === 'sent' && at && { sentAt: at }),
    ...(resendId && { resendId }),
    ...(delivery && { delivery }),
  };
}

const openings = {
  accepted: 'Accepted',
  duplicate: 'This run exists already',
  planned: 'This would be the plan',
  running: 'Running',
  paused: 'Paused',
};

/** The plan in one sentence. */
export function sayPlan(status: keyof typeof openings, emails: PlannedEmail[]): string {
  const coming = emails.filter(({ state }) => state === 'scheduled');
  const [next] = coming;
  const opening = openings[status];
  if (!next) return `${opening}: nothing is left to send.`;
  const count = coming.length === 1 ? '1 email is' : `${coming.length} emails are`;
  return `${opening}: ${count} to come, the next ("${next.template}") at ${next.dueAt}.`;
}

function sayEnd(outcome: string | undefined): string {
  return outcome ? `Ended: ${outcome}.` : 'Ended, and no worker can tell how.';
}

/** A run as operators see it. */
export interface RunReply extends Omit<AcceptedReply, 'status' | 'warnings' | 'emails'> {
  emails: RunEmailReply[];
  status: Timeline['status'];
  outcome?: string;
  needsAttention?: string;
  history: Timeline['history'];
}

export function toRunReply(id: string, timeline: Timeline): RunReply {
  const { status, outcome, needsAttention, sequence, segment, isTesting, emails, history } =
    timeline;
  return {
    status,
    ...(outcome && { outcome }),
    ...(needsAttention && { needsAttention }),
    id,
    sequence,
    segment,
    testing: isTesting,
    message: status === 'ended' ? sayEnd(outcome) : sayPlan(status, emails),
    emails: emails.map(toRunEmailReply),
    history,
  };
}
