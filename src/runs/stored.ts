import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { type Segment, toSegment } from '../domain/event/segment.js';
import { type PlannedEmail, paceOf } from '../domain/plan/plan.js';
import type { RunInput, RunSummary, Timeline } from '../domain/run/run.js';
import type { RunMemo } from '../domain/run/run-memo.js';
import type { StopCause } from '../domain/run/stop.js';
import { attributes } from '../workflows/messages.js';
import { partsOf } from './names.js';
import { fingerprint } from './repeats.js';

/** What Temporal keeps of a run where no worker is asked. */

/** An execution of a run, as Temporal lists and describes it. */
export type Execution = Pick<
  WorkflowExecutionInfo,
  | 'workflowId'
  | 'runId'
  | 'status'
  | 'closeTime'
  | 'historyLength'
  | 'memo'
  | 'typedSearchAttributes'
>;

/** What a run's start keeps with it. */
export function toMemo(input: RunInput): { [Key in keyof RunMemo]: RunMemo[Key] } {
  const { sequence, emails, isTesting, happenedAt } = input;
  return {
    emails: emails.map(withoutPostedText),
    isTesting,
    pace: paceOf(sequence, isTesting),
    told: fingerprint(input),
    ...(happenedAt && { happenedAt }),
  };
}

/** What the website says of its own email is its own words, which may hold an address. */
function withoutPostedText({ reason, ...email }: PlannedEmail): PlannedEmail {
  return { ...email, ...(reason && email.sentBy === 'evergreen' && { reason }) };
}

/** Undefined for a workflow that is no run. */
export function readMemo({ memo }: Pick<Execution, 'memo'>): RunMemo | undefined {
  return memo?.['emails'] ? (memo as unknown as RunMemo) : undefined;
}

/** Its segment, where the event that started it told one. */
export function segmentOf({
  typedSearchAttributes,
}: Pick<Execution, 'typedSearchAttributes'>): Segment | null {
  return toSegment(typedSearchAttributes.get(attributes.segment) ?? null);
}

const endings: Partial<Record<Execution['status']['name'], string>> = {
  FAILED: 'the run itself failed',
  TIMED_OUT: 'the run itself timed out',
  TERMINATED: 'the run was terminated',
  CANCELLED: 'the run was cancelled',
};

/** How a run ended that could not go on; undefined for all others. */
export function brokenBy({ status }: Pick<Execution, 'status'>): string | undefined {
  return endings[status.name];
}

/** Its start, its first task, its end: no worker has seen it. */
const eventsUnbegun = 3;

/** A run by what is stored: its result where it has one, else its plan without a claim on what is past. */
export async function readStored(client: Client, run: Execution, now: Date): Promise<Timeline> {
  const { attention, isTesting = false, emails = [], isPaused } = readMemo(run) ?? {};
  const known: Omit<Timeline, 'status' | 'emails'> = {
    sequence: partsOf(run.workflowId).sequence,
    segment: segmentOf(run),
    isTesting,
    history: [],
    ...(attention && { needsAttention: attention.reason }),
  };
  const { workflowId, runId, closeTime } = run;
  if (run.status.name === 'COMPLETED') {
    const handle = client.workflow.getHandle(workflowId, runId);
    const summary = (await handle.result()) as RunSummary;
    const { outcome } = summary;
    return {
      ...known,
      status: 'ended',
      outcome,
      emails: emails.map(settledBy(summary)),
      asOf: 'result',
    };
  }
  const nextAt = run.typedSearchAttributes.get(attributes.nextSendAt);
  const isToCome = ({ dueAt }: PlannedEmail) =>
    new Date(dueAt) > (closeTime ?? now) && !(nextAt && new Date(dueAt) < nextAt);
  const status = run.status.name !== 'RUNNING' ? 'ended' : isPaused ? 'paused' : 'running';
  // Of one that has ended before any worker has seen it, all is known: nothing was done.
  const isUnbegun = status === 'ended' && run.historyLength === eventsUnbegun;
  const planned = emails.map((email) =>
    email.state === 'scheduled' && !isToCome(email) && !isUnbegun ? untold(email) : email,
  );
  const asOf = isUnbegun ? 'result' : 'plan';
  return settleBroken(run, { ...known, status, emails: planned, asOf });
}

/** Nobody who can be asked knows what became of it. */
function untold(email: PlannedEmail): PlannedEmail {
  return { ...email, state: 'unknown', reason: 'no worker has answered' };
}

/** An email as its run's result has it; the result says all but what was meant at first. */
function settledBy({ emails }: RunSummary): (email: PlannedEmail) => PlannedEmail {
  return ({ number, template, sentBy, plannedAt, ...planned }) => {
    const settled = emails.find((email) => email.number === number);
    if (!settled) return { number, template, sentBy, plannedAt, ...planned };
    const { dueAt, outcome: state, at, resendId, reason } = settled;
    return {
      number,
      template,
      sentBy,
      plannedAt,
      dueAt,
      state,
      ...(reason && { reason }),
      ...(at && { at }),
      ...(resendId && { resendId }),
    };
  };
}

/** A run that could not go on has ended all the same, and sends what was still to come no more. */
export function settleBroken(run: Pick<Execution, 'status'>, timeline: Timeline): Timeline {
  const reason = brokenBy(run);
  if (!reason) return timeline;
  const emails = withoutComing(timeline, reason);
  const { outcome = 'failed', needsAttention = reason } = timeline;
  return { ...timeline, status: 'ended', outcome, needsAttention, emails };
}

/** A run that was told to stop, and that no worker tells of, sends nothing more either. */
export function settleStopping(timeline: Timeline, cause: StopCause): Timeline {
  return { ...timeline, isStopping: true, emails: withoutComing(timeline, cause) };
}

function withoutComing({ emails }: Timeline, reason: string): PlannedEmail[] {
  return emails.map((email) =>
    email.state === 'scheduled' ? { ...email, state: 'stopped', reason } : email,
  );
}
