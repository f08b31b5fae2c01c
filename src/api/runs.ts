import {
  type Client,
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { SECOND } from '../domain/duration.js';
import { type PlannedEmail } from '../domain/plan.js';
import type { ContactUpdate, Person, RunInput, StopRequest, Timeline } from '../domain/run.js';
import { taskQueues } from '../domain/task-queues.js';
import { attributes, getTimeline, updateContact } from '../workflows/messages.js';
import { Problem } from './problem.js';

/** The sender of a webhook is answered within 3 s. */
const deadlineMs = 2.7 * SECOND;
/** Live states are nice to have; without a worker the plan kept with the run must do. */
const queryDeadlineMs = SECOND;

export interface StartedRun {
  isNew: boolean;
  emails: PlannedEmail[];
}

/**
 * Starts a run, or finds the one that the same event has started before: then the run gets the
 * event's data, and the plan is the run's own.
 * @throws {Problem} 503 when Temporal cannot take it; posting again is safe.
 */
export function startRun(
  client: Client,
  workflowType: string,
  workflowId: string,
  input: RunInput,
): Promise<StartedRun> {
  return orUnavailable(client, async () => {
    const started = { isNew: true, emails: input.emails };
    if (await start(client, workflowType, workflowId, input, 'ALLOW_DUPLICATE_FAILED_ONLY')) {
      return started;
    }
    const before = await client.workflow.getHandle(workflowId).describe();
    if (before.status.name === 'RUNNING') {
      await update(client, workflowId, input);
    } else if (!isOver(before.closeTime, input)) {
      await recordContact(client, input); // too soon for a second run, but their data is newer
    } else if (await start(client, workflowType, workflowId, input, 'ALLOW_DUPLICATE')) {
      return started;
    }
    const kept = before.memo?.['emails'] as PlannedEmail[] | undefined;
    const timeline = await queryTimeline(client, workflowId);
    return { isNew: false, emails: timeline?.emails ?? kept ?? [] };
  });
}

/**
 * Records a contact and starts no run; parallel and repeated calls for one person share a workflow.
 * @returns whether the contact is recorded for the first time, as far as Temporal remembers.
 * @throws {Problem} 503 when Temporal cannot take it; posting again is safe.
 */
export function recordContact(
  client: Client,
  { contact, data, segment }: Person,
): Promise<boolean> {
  const person: Person = { contact, data, segment };
  const options = {
    taskQueue: taskQueues.workflows,
    workflowId: `signup/${contact.key}`,
    staticSummary: 'signup',
    typedSearchAttributes: [{ key: attributes.contactKey, value: contact.key }],
  };
  return orUnavailable(client, async () => {
    try {
      await client.workflow.start('trackSignup', {
        ...options,
        args: [person],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        workflowIdConflictPolicy: 'FAIL',
      });
      return true;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    await client.workflow.signalWithStart('trackSignup', {
      ...options,
      args: [person],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      signal: updateContact,
      signalArgs: [toUpdate(person)],
    });
    return false;
  });
}

/**
 * Starts the stop of a person's mail; a second one for the same cause joins the first.
 * @throws {Problem} 503 when Temporal cannot take it; asking again is safe.
 */
export function startStop(client: Client, request: StopRequest): Promise<void> {
  const { contactKey, cause, event } = request;
  return orUnavailable(client, async () => {
    await client.workflow.start('stopContact', {
      taskQueue: taskQueues.workflows,
      workflowId: ['stop', contactKey, cause, event].filter(Boolean).join('/'),
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `stop: ${cause}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: contactKey }],
    });
  });
}

/**
 * A run by its id: as a worker sees it, or where none answers as it was planned; undefined when there
 * is none.
 * @throws {Problem} 503
 */
export function findRun(client: Client, workflowId: string): Promise<Timeline | undefined> {
  return orUnavailable(client, async () => {
    try {
      const { memo, status, type } = await client.workflow.getHandle(workflowId).describe();
      const kept = memo?.['emails'] as PlannedEmail[] | undefined;
      if (!kept) return undefined; // a workflow, but no run of a sequence
      const timeline = await queryTimeline(client, workflowId);
      return timeline ?? { ...withoutWorker(type, status.name), emails: kept };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
}

function withoutWorker(type: string, status: string): Omit<Timeline, 'emails'> {
  const note = {
    at: new Date().toISOString(),
    what: 'no worker can tell more: this is the first plan',
  };
  return {
    status: status === 'RUNNING' ? 'running' : 'ended',
    sequence: type,
    segment: null,
    isTesting: false,
    history: [note],
  };
}

/** A contact's workflows, newest first. */
export function listWorkflows(client: Client, contactKey: string) {
  return orUnavailable(client, async () => {
    const found: { id: string; at: string; status: string }[] = [];
    const query = `ContactKey = '${contactKey}'`;
    for await (const { workflowId: id, startTime, status } of client.workflow.list({ query })) {
      found.push({ id, at: startTime.toISOString(), status: status.name.toLowerCase() });
    }
    return found.toSorted((a, b) => b.at.localeCompare(a.at));
  });
}

/** The run as a worker sees it now; undefined when none answers in time, or none can read it. */
export async function queryTimeline(
  client: Client,
  workflowId: string,
): Promise<Timeline | undefined> {
  try {
    return await within(client, queryDeadlineMs, () =>
      client.workflow.getHandle(workflowId).query(getTimeline),
    );
  } catch (error) {
    if (isUnavailable(error) || error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

/** False when there is a run of this id already. */
async function start(
  client: Client,
  workflowType: string,
  workflowId: string,
  input: RunInput,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' | 'ALLOW_DUPLICATE',
): Promise<boolean> {
  const next = input.emails.find(({ state }) => state === 'scheduled');
  try {
    await client.workflow.start(workflowType, {
      taskQueue: taskQueues.workflows,
      workflowId,
      args: [input],
      workflowIdReusePolicy,
      workflowIdConflictPolicy: 'FAIL',
      memo: { emails: input.emails },
      staticSummary: `${input.sequence.name}${input.segment ? `, ${input.segment}` : ''}`,
      typedSearchAttributes: [
        { key: attributes.contactKey, value: input.contact.key },
        { key: attributes.needsAttention, value: false },
        ...(input.segment ? [{ key: attributes.segment, value: input.segment }] : []),
        ...(next ? [{ key: attributes.nextSendAt, value: new Date(next.dueAt) }] : []),
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** @throws {Problem} 503 when Temporal does not do it in time. */
async function orUnavailable<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await within(client, deadlineMs, work);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new Problem(503, 'Temporal cannot take this now. Posting it again is safe.', {
      headers: { 'Retry-After': '5' },
      cause: error,
    });
  }
}

class OutOfTime extends Error {
  override name = 'OutOfTime';
}

/** The client's own retries may run past its deadline; ours holds. */
async function within<T>(client: Client, ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime(`no answer within ${ms} ms`)), ms);
  });
  try {
    const answer = client.connection.withDeadline(Date.now() + ms, work);
    return await Promise.race([answer, outOfTime]);
  } finally {
    clearTimeout(timer);
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof OutOfTime || error instanceof ServiceError || isGrpcServiceError(error);
}

async function update(client: Client, workflowId: string, person: Person): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal(updateContact, toUpdate(person));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await recordContact(client, person); // it ended this very moment
  }
}

function toUpdate({ contact, data, segment }: Person): ContactUpdate {
  return { contact, data, ...(segment && { segment }) };
}

/** Whether a finished run is so long ago that the person may walk the sequence again. */
function isOver(closeTime: Date | undefined, { acceptedAt, sequence }: RunInput): boolean {
  if (!closeTime) return false;
  return closeTime.getTime() + sequence.reenrolAfterMs <= Date.parse(acceptedAt);
}
