import type { Segment } from '../domain/event/segment.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { Timeline } from '../domain/run/run.js';
import type { ListedRun, RunsPage } from './list.js';

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

/** What is known of a run, in a sentence or two. */
function sayRun({ status, outcome, asOf, isStopping, emails }: Timeline): string {
  if (status === 'ended') return outcome ? `Ended: ${outcome}.` : 'Ended.';
  if (isStopping)
    return 'Told to stop: no more email goes out, and it ends once a worker is there.';
  const told = sayPlan(status, emails);
  return asOf === 'plan' ? `${told} No worker has answered; this is what was planned.` : told;
}

/** A run as operators see it. */
export interface RunReply extends Omit<AcceptedReply, 'status' | 'warnings' | 'emails'> {
  emails: RunEmailReply[];
  status: Timeline['status'];
  outcome?: string;
  needsAttention?: string;
  asOf?: Timeline['asOf'];
  history: Timeline['history'];
}

export function toRunReply(id: string, timeline: Timeline): RunReply {
  const { status, outcome, needsAttention, asOf, sequence, segment } = timeline;
  const { isTesting, emails, history } = timeline;
  return {
    status,
    ...(outcome && { outcome }),
    ...(needsAttention && { needsAttention }),
    ...(asOf && { asOf }),
    id,
    sequence,
    segment,
    testing: isTesting,
    message: sayRun(timeline),
    emails: emails.map(toRunEmailReply),
    history,
  };
}

/** One run in a list, by what Temporal keeps of it; all else is told of one run at a time. */
export type ListedReply = Omit<ListedRun, 'isTesting' | 'attention'> & {
  testing: boolean;
  needsAttention?: string;
};

/** One page of a list. */
export interface RunsReply {
  total: number;
  runs: ListedReply[];
  /** What the next page is asked for by; missing on the last. */
  next?: string;
}

export function toRunsReply({ total, runs, next }: RunsPage): RunsReply {
  return { total, runs: runs.map(toListedReply), ...(next && { next }) };
}

function toListedReply({ isTesting, attention, ...run }: ListedRun): ListedReply {
  return { ...run, testing: isTesting, ...(attention && { needsAttention: attention.reason }) };
}
