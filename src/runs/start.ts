import type { WorkflowExecutionDescription } from '@temporalio/client';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import { progressAtStart } from '../domain/run/progress.js';
import {
  type ContactUpdate,
  isOlder,
  type Person,
  type RunInput,
  type RunSummary,
} from '../domain/run/run.js';
import { resubscribeId } from '../domain/run/stop.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { isOfShadow } from '../domain/shadow.js';
import { attributes, updateContact } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { describe, look } from './find.js';
import type { ManyRuns } from './many-runs.js';
import { patiently } from './patiently.js';
import { fingerprint, type Repeats, repeatsForMs } from './repeats.js';
import { oncePerEvent, type StartOptions, startUnlessThere } from './start-unless-there.js';
import { readMemo, toMemo } from './stored.js';
import { tell } from './tell.js';

/** A run that is to be started. */
export interface NewRun {
  id: string;
  workflowType: string;
  input: RunInput;
}

/** What starting works with: also what was told before. */
export interface StartDeps extends RunsDeps {
  repeats: Repeats;
  manyRuns: ManyRuns;
}

export interface StartedRun {
  isNew: boolean;
  emails: PlannedEmail[];
}

/**
 * Starts a run, or finds the one that the same event has started before: then the run gets the
 * event's data if that is news, and the plan is the run's own.
 * @throws {TemporalAway} posting again is safe.
 */
export function startRun(deps: StartDeps, asked: NewRun): Promise<StartedRun> {
  const { client, repeats } = deps;
  const run = withAlert(deps, asked);
  const { id, input } = run;
  return orAway(client, async () => {
    const started = { isNew: true, emails: input.emails };
    if (await start(deps, run, oncePerEvent)) return started;
    const before = await client.workflow.getHandle(id).describe();
    if (before.status.name === 'RUNNING') {
      await update(deps, before, input);
    } else if (isOver(before, input) || (await cameToNothing(deps, before, input))) {
      if (await start(deps, run, { ...oncePerEvent, ...again })) return started;
    } else if (!isOlder(input, happenedOf(before))) {
      await recordContact(deps, input); // too soon for a second run, but their data may be newer
    }
    const emails = await repeats.emailsOf(id, async () => (await look(deps, before)).emails);
    return { isNew: false, emails };
  });
}

/** The run itself tells operators when its person has too many: so it is told, whoever dies meanwhile. */
function withAlert({ manyRuns }: StartDeps, run: NewRun): NewRun {
  const { contact, acceptedAt, alerts = [] } = run.input;
  if (!manyRuns.shouldTell(contact.key, run.id, Date.parse(acceptedAt))) return run;
  return { ...run, input: { ...run.input, alerts: [...alerts, { kind: 'many_runs' }] } };
}

/**
 * Whether nothing was ever sent by a run that has ended, as its person got no mail then: they may get
 * some by now. The very same event is a repeat for a while, unless they have been resubscribed since.
 */
async function cameToNothing(
  { client, repeats }: StartDeps,
  before: WorkflowExecutionDescription,
  { acceptedAt, ...input }: RunInput,
): Promise<boolean> {
  const { workflowId, runId, closeTime, status } = before;
  if (status.name !== 'COMPLETED' || !closeTime) return false;
  const handle = client.workflow.getHandle(workflowId, runId);
  const { outcome, emails } = (await handle.result()) as RunSummary;
  const ours = readMemo(before)?.emails.filter(({ sentBy }) => sentBy === 'evergreen') ?? [];
  const isSent = emails.some(
    ({ number, outcome: fate }) =>
      (fate === 'sent' || fate === 'unknown') && ours.some((email) => email.number === number),
  );
  if (outcome !== 'suppressed' || isSent) return false;
  const isLater = closeTime.getTime() + repeatsForMs <= Date.parse(acceptedAt);
  if (isLater || !repeats.has(before, fingerprint(input))) return true;
  const resubscribed = await describe(client, resubscribeId(input.contact.key));
  return resubscribed !== undefined && resubscribed.startTime > closeTime;
}

/**
 * Starts a run unless one of its id is open or has come to its end: that one is left as it is. Safe to repeat: one
 * that an earlier try has started, whose answer was lost, counts as started.
 * @throws {TemporalAway}
 */
export function startOnce(deps: RunsDeps, run: NewRun): Promise<boolean> {
  return patiently(async (tries) => {
    const isNew = await orAway(deps.client, () => start(deps, run, oncePerEvent));
    return isNew || tries > 1;
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
 * Records a contact and starts no run; parallel and repeated calls for one person share a workflow, and
 * what says nothing new is not told again.
 * @returns whether the contact is recorded for the first time, as far as Temporal remembers.
 * @throws {TemporalAway} posting again is safe.
 */
export function recordContact(
  deps: StartDeps,
  { contact, data, segment, happenedAt }: Person,
): Promise<boolean> {
  const { client, repeats } = deps;
  const person: Person = { contact, data, segment, ...(happenedAt && { happenedAt }) };
  const told = fingerprint(person);
  const workflowId = `signup/${contact.key}`;
  const options = {
    workflowId,
    args: [person],
    memo: { told },
    staticSummary: 'signup',
    typedSearchAttributes: [{ key: attributes.contactKey, value: contact.key }],
  };
  return orAway(client, async () => {
    if (await startUnlessThere(client, 'trackSignup', { ...options, ...oncePerEvent })) return true;
    const before = await client.workflow.getHandle(workflowId).describe();
    const isOpen = before.status.name === 'RUNNING';
    if (repeats.has(before, told) && (isOpen || (await isRecent(deps, before)))) return false;
    if (isOpen && isFull(before)) throw busy();
    const { signaledRunId } = await client.workflow.signalWithStart('trackSignup', {
      ...options,
      ...again,
      taskQueue: taskQueues.workflows,
      signal: updateContact,
      signalArgs: [toUpdate(person)],
    });
    const isJoined = signaledRunId === before.runId;
    repeats.add({ ...(isJoined && before), workflowId, runId: signaledRunId }, told);
    return false;
  });
}

/** What was recorded a while ago may have been changed in Notion since, and is recorded again. */
async function isRecent(
  { now }: RunsDeps,
  { startTime, status }: WorkflowExecutionDescription,
): Promise<boolean> {
  const ageMs = (await now()).getTime() - startTime.getTime();
  return status.name === 'COMPLETED' && ageMs < repeatsForMs;
}

/** Temporal takes 10,000 signals; those left when there are this many events are for stops. */
const mostEvents = 9_000;

function isFull({ historyLength }: Pick<WorkflowExecutionDescription, 'historyLength'>): boolean {
  return historyLength >= mostEvents;
}

function busy(): TemporalAway {
  const what = 'Too much is told of this contact at once. Posting it again later is safe.';
  return new TemporalAway(what, { retryAfterMs: 30 * SECOND });
}

/** False when there is a run of this id already. */
async function start(
  { client, hasProgress }: RunsDeps,
  { id, workflowType, input }: NewRun,
  policies: Pick<StartOptions, 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'>,
): Promise<boolean> {
  const progress = (await hasProgress?.()) ? [...progressAtStart(input)] : undefined;
  const next = input.emails.find(({ state }) => state === 'scheduled');
  return startUnlessThere(client, workflowType, {
    ...policies,
    workflowId: id,
    args: [input],
    memo: toMemo(input),
    staticSummary: `${isOfShadow(id) ? 'shadow: ' : ''}${input.sequence.name}${input.segment ? `, ${input.segment}` : ''}`,
    typedSearchAttributes: [
      { key: attributes.contactKey, value: input.contact.key },
      { key: attributes.needsAttention, value: false },
      ...(input.segment ? [{ key: attributes.segment, value: input.segment }] : []),
      ...(next ? [{ key: attributes.nextSendAt, value: new Date(next.dueAt) }] : []),
      ...(progress ? [{ key: attributes.progress, value: progress }] : []),
    ],
  });
}

/** Tells an open run what is news; where it takes no more, or ends at this moment, Notion alone hears. */
async function update(
  deps: StartDeps,
  run: WorkflowExecutionDescription,
  person: Person,
): Promise<void> {
  const { client, repeats } = deps;
  const told = fingerprint(person);
  if (repeats.has(run, told)) return;
  const message = { ...toUpdate(person), told };
  if (!isFull(run) && (await tell(client, run.workflowId, updateContact, message))) {
    repeats.add(run, told);
  } else {
    await recordContact(deps, person);
  }
}

function toUpdate({ contact, data, segment, happenedAt }: Person): ContactUpdate {
  return { contact, data, ...(segment && { segment }), ...(happenedAt && { happenedAt }) };
}

function happenedOf(run: Pick<WorkflowExecutionDescription, 'memo'>): Pick<Person, 'happenedAt'> {
  const happenedAt = readMemo(run)?.happenedAt;
  return happenedAt ? { happenedAt } : {};
}

/** Whether a finished run is so long ago that the person may walk the sequence again. */
function isOver(
  { closeTime }: Pick<WorkflowExecutionDescription, 'closeTime'>,
  { acceptedAt, sequence }: RunInput,
): boolean {
  if (!closeTime) return false;
  return closeTime.getTime() + sequence.reenrolAfterMs <= Date.parse(acceptedAt);
}
