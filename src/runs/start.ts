import { type PlannedEmail, paceOf } from '../domain/plan/plan.js';
import { type DeliveryReport, messageOf, stopOf } from '../domain/run/delivery.js';
import { type ContactUpdate, isOlder, type Person, type RunInput } from '../domain/run/run.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { attributes, delivery, updateContact } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { timelineOf } from './find.js';
import { isRunId } from './names.js';
import { oncePerEvent, type StartOptions, startUnlessThere } from './start-unless-there.js';
import { tell } from './tell.js';

/** A run that is to be started. */
export interface NewRun {
  id: string;
  workflowType: string;
  input: RunInput;
}

export interface StartedRun {
  isNew: boolean;
  emails: PlannedEmail[];
}

/**
 * Starts a run, or finds the one that the same event has started before: then the run gets the
 * event's data, and the plan is the run's own.
 * @throws {TemporalAway} posting again is safe.
 */
export function startRun(deps: RunsDeps, run: NewRun): Promise<StartedRun> {
  const { client } = deps;
  const { id, input } = run;
  return orAway(client, async () => {
    const started = { isNew: true, emails: input.emails };
    if (await start(deps, run, oncePerEvent)) return started;
    const before = await client.workflow.getHandle(id).describe();
    if (before.status.name === 'RUNNING') {
      await update(deps, id, input);
    } else if (!isOver(before.closeTime, input)) {
      // Too soon for a second run, but their data may be newer.
      const known = { happenedAt: before.memo?.['happenedAt'] as string };
      if (!isOlder(input, known)) await recordContact(deps, input);
    } else if (await start(deps, run, { ...oncePerEvent, ...again })) {
      return started;
    }
    const kept = before.memo?.['emails'] as PlannedEmail[] | undefined;
    const timeline = await timelineOf(deps, id);
    return { isNew: false, emails: timeline?.emails ?? kept ?? [] };
  });
}

/** A new execution may follow one that has ended, however it did. */
const again = { workflowIdReusePolicy: 'ALLOW_DUPLICATE' } as const;

/**
 * Starts a new execution of a run that has ended; false when one is open by now.
 * @throws {TemporalAway}
 */
export function takeUpRun(
  deps: RunsDeps,
  run: NewRun,
  { isClosing }: { isClosing: boolean },
): Promise<boolean> {
  // What an ended run has yet to tell Notion, the one that takes it up tells.
  const workflowIdConflictPolicy = isClosing ? 'TERMINATE_EXISTING' : 'FAIL';
  return orAway(deps.client, () => start(deps, run, { ...again, workflowIdConflictPolicy }));
}

/**
 * Records a contact and starts no run; parallel and repeated calls for one person share a workflow.
 * @returns whether the contact is recorded for the first time, as far as Temporal remembers.
 * @throws {TemporalAway} posting again is safe.
 */
export function recordContact(
  { client }: RunsDeps,
  { contact, data, segment, happenedAt }: Person,
): Promise<boolean> {
  const person: Person = { contact, data, segment, ...(happenedAt && { happenedAt }) };
  const options = {
    workflowId: `signup/${contact.key}`,
    args: [person],
    staticSummary: 'signup',
    typedSearchAttributes: [{ key: attributes.contactKey, value: contact.key }],
  };
  return orAway(client, async () => {
    if (await startUnlessThere(client, 'trackSignup', { ...options, ...oncePerEvent })) return true;
    await client.workflow.signalWithStart('trackSignup', {
      ...options,
      ...again,
      taskQueue: taskQueues.workflows,
      signal: updateContact,
      signalArgs: [toUpdate(person)],
    });
    return false;
  });
}

/** What one event of an external sender has started, or had started before. */
export interface StartedByEvent {
  id: string;
  isNew: boolean;
}

/**
 * Tells an open run of what Resend says of one of its emails. What no open run can hear, and what stops
 * the person's mail, is a workflow of its own instead, once for each event.
 * @returns the id of the run, or of that workflow.
 * @throws {TemporalAway} sending the event again is safe.
 */
export function recordDelivery(
  { client }: RunsDeps,
  event: string,
  report: DeliveryReport,
): Promise<StartedByEvent> {
  const { runId, number, contactKey } = report;
  return orAway(client, async () => {
    if (!stopOf(report) && isRunId(runId)) {
      if (await tell(client, runId, delivery, messageOf(report))) return { id: runId, isNew: true };
    }
    const id = `delivery/${event}`;
    const isNew = await startUnlessThere(client, 'recordDelivery', {
      ...oncePerEvent,
      workflowId: id,
      args: [report],
      staticSummary: `${report.event} ${number}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: contactKey }],
    });
    return { id, isNew };
  });
}

/** False when there is a run of this id already. */
function start(
  { client }: RunsDeps,
  { id, workflowType, input }: NewRun,
  policies: Pick<StartOptions, 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'>,
): Promise<boolean> {
  const next = input.emails.find(({ state }) => state === 'scheduled');
  return startUnlessThere(client, workflowType, {
    ...policies,
    workflowId: id,
    args: [input],
    memo: {
      emails: input.emails.map(withoutPostedText),
      pace: paceOf(input.sequence, input.isTesting),
      ...(input.happenedAt && { happenedAt: input.happenedAt }),
    },
    staticSummary: `${input.sequence.name}${input.segment ? `, ${input.segment}` : ''}`,
    typedSearchAttributes: [
      { key: attributes.contactKey, value: input.contact.key },
      { key: attributes.needsAttention, value: false },
      ...(input.segment ? [{ key: attributes.segment, value: input.segment }] : []),
      ...(next ? [{ key: attributes.nextSendAt, value: new Date(next.dueAt) }] : []),
    ],
  });
}

/** What the website says of its own email is its own words, which may hold an address. */
function withoutPostedText({ reason, ...email }: PlannedEmail): PlannedEmail {
  return { ...email, ...(reason && email.sentBy === 'evergreen' && { reason }) };
}

async function update(deps: RunsDeps, workflowId: string, person: Person): Promise<void> {
  if (await tell(deps.client, workflowId, updateContact, toUpdate(person))) return;
  await recordContact(deps, person); // it ended this very moment
}

function toUpdate({ contact, data, segment, happenedAt }: Person): ContactUpdate {
  return { contact, data, ...(segment && { segment }), ...(happenedAt && { happenedAt }) };
}

/** Whether a finished run is so long ago that the person may walk the sequence again. */
function isOver(closeTime: Date | undefined, { acceptedAt, sequence }: RunInput): boolean {
  if (!closeTime) return false;
  return closeTime.getTime() + sequence.reenrolAfterMs <= Date.parse(acceptedAt);
}
