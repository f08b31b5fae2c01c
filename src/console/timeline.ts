import type { ListedWorkflow } from '../runs/list.js';
import { isRunId } from '../runs/names.js';
import type { RunEmailReply, RunReply } from '../runs/reply.js';

/** One thing in the time of a person, past or to come. */
export interface Moment {
  /** ISO instant. */
  at: string;
  what: string;
  /** The run that it is part of, by its id. */
  runId?: string;
  sequence?: string;
  by?: string | undefined;
  /** Why, or what else is known of it. */
  more?: string;
  /** Whether it has happened; what is to come can change. */
  isPlanned: boolean;
}

/** All that has happened to a person and will, in the order of time. */
export function momentsOf(
  runs: readonly RunReply[],
  workflows: readonly ListedWorkflow[],
): Moment[] {
  const moments = [
    ...workflows.toSorted(byTime).flatMap(toMoment).filter(isFirstOfItsRun),
    ...runs.flatMap(momentsOfRun),
  ];
  // What happens in the same moment keeps the order in which it is told.
  return moments.toSorted(byTime);
}

const byTime = (one: { at: string }, other: { at: string }) =>
  Date.parse(one.at) - Date.parse(other.at);

/** What its start says, of a workflow that is no part of another's story. */
function toMoment({ id, at, status }: ListedWorkflow): Moment[] {
  const [kind = '', , cause] = id.split('/');
  const more = status === 'running' ? 'not over' : '';
  if (isRunId(id)) {
    return [{ at, what: `${kind}: accepted`, runId: id, sequence: kind, isPlanned: false }];
  }
  const said: Record<string, string> = {
    stop: `all mail stopped: ${cause}`,
    resubscribe: 'resubscribed',
    signup: 'recorded as a contact',
    delivery: 'Resend told of an email whose run could not hear it',
  };
  const what = said[kind];
  return what ? [{ at, what, isPlanned: false, ...(kind === 'stop' && { more }) }] : [];
}

/** A run that was taken up has several executions; its history tells of the later ones. */
function isFirstOfItsRun({ runId }: Moment, at: number, all: readonly Moment[]): boolean {
  return runId === undefined || all.findIndex((one) => one.runId === runId) === at;
}

function momentsOfRun({ id, sequence, emails, history }: RunReply): Moment[] {
  return [
    ...emails.flatMap((email) => momentsOfEmail(id, sequence, email)),
    ...history.map(({ at, what, by, reason }) => ({
      at,
      what: `${sequence}: ${what}`,
      runId: id,
      sequence,
      by,
      more: reason ?? '',
      isPlanned: false,
    })),
  ];
}

function momentsOfEmail(
  runId: string,
  sequence: string,
  { number, template, sentBy, state, dueAt, sentAt, reason, delivery }: RunEmailReply,
): Moment[] {
  const by = sentBy === 'website' ? 'the website' : undefined;
  const told = [reason, delivery && `Resend says: ${delivery}`].filter(Boolean).join('; ');
  const isPlanned = state === 'scheduled';
  const what = `${sequence} #${number} ${template}: ${isPlanned ? 'due' : state}`;
  return [{ at: sentAt ?? dueAt, what, runId, sequence, by, more: told, isPlanned }];
}
