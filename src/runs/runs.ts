import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { ApiDeps } from '../api/app.js';
import { Problem } from '../api/http/problem.js';
import { SECOND } from '../domain/duration.js';
import { type PlannedEmail } from '../domain/plan/plan.js';
import type { Control } from '../domain/run/control.js';
import type { ContactUpdate, Person, RunInput } from '../domain/run/run.js';
import {
  type ResubscribeRequest,
  type StopMessage,
  type StopRequest,
  stopId,
  stopPriority,
} from '../domain/run/stop.js';
import { switchId } from '../domain/run/switch.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { attributes, stop, updateContact } from '../workflows/messages.js';
import { orUnavailable, within } from './deadline.js';
import { type EndedRun, queryTimeline } from './read-runs.js';

/** Whoever asks for a stop waits no longer than this for more than its being durable. */
const tellDeadlineMs = SECOND;

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
 * @returns its workflow id.
 * @throws {Problem} 503 when Temporal cannot take it; asking again is safe.
 */
export async function startStop(deps: StopDeps, request: StopRequest): Promise<string> {
  const workflowId = stopId(request);
  await orUnavailable(deps.client, () =>
    deps.client.workflow.start('stopContact', {
      taskQueue: taskQueues.workflows,
      workflowId,
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      priority: stopPriority,
      staticSummary: `stop: ${request.stop}`,
      typedSearchAttributes: [{ key: attributes.contactKey, value: request.contactKey }],
    }),
  );
  await tellRuns(deps, request);
  return workflowId;
}

type StopDeps = Pick<ApiDeps, 'client' | 'stopRuns'>;

/**
 * Tells the open runs of a stop that is durable already, so that they hear of it before it is
 * answered, however much the workers have to do. Its workflow tells them again.
 */
export async function tellRuns({ client, stopRuns }: StopDeps, request: StopRequest) {
  try {
    await within(client, tellDeadlineMs, () => stopRuns({ request }));
  } catch {
    // Then its workflow is the first to tell them.
  }
}

/**
 * Starts what takes a stop of a person's mail back.
 * @throws {Problem} 503
 */
export function startResubscribe(client: Client, request: ResubscribeRequest): Promise<string> {
  const workflowId = `resubscribe/${request.contactKey}`;
  return orUnavailable(client, async () => {
    await client.workflow.start('resubscribeContact', {
      taskQueue: taskQueues.workflows,
      workflowId,
      args: [request],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: [{ key: attributes.contactKey, value: request.contactKey }],
    });
    return workflowId;
  });
}

/**
 * Switches sending off; false when its workflow is open already.
 * @throws {Problem} 503
 */
export function startSwitch(client: Client, who: Control): Promise<boolean> {
  return orUnavailable(client, async () => {
    try {
      await client.workflow.start('sendingSwitch', {
        taskQueue: taskQueues.workflows,
        workflowId: switchId,
        args: [who],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: 'sending is switched off',
        typedSearchAttributes: [{ key: attributes.needsAttention, value: true }],
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  });
}

/**
 * Tells one open run to stop; false when none is open under this id.
 * @throws {Problem} 503
 */
export function stopRun(
  client: Client,
  workflowId: string,
  message: StopMessage,
): Promise<boolean> {
  return orUnavailable(client, async () => {
    try {
      await client.workflow.getHandle(workflowId).signal(stop, message);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  });
}

/**
 * Starts a new execution of a run that has ended.
 * @throws {Problem} 409 when one is open by now; 503.
 */
export function takeUpRun(
  client: Client,
  workflowId: string,
  { type, isClosing }: Pick<EndedRun, 'type' | 'isClosing'>,
  input: RunInput,
): Promise<void> {
  return orUnavailable(client, async () => {
    // What an ended run has yet to tell Notion, the one that takes it up tells.
    const conflict = isClosing ? 'TERMINATE_EXISTING' : 'FAIL';
    if (await start(client, type, workflowId, input, 'ALLOW_DUPLICATE', conflict)) return;
    throw new Problem(409, 'Nothing was changed: it is running again already.');
  });
}

/** False when there is a run of this id already. */
async function start(
  client: Client,
  workflowType: string,
  workflowId: string,
  input: RunInput,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' | 'ALLOW_DUPLICATE',
  workflowIdConflictPolicy: 'FAIL' | 'TERMINATE_EXISTING' = 'FAIL',
): Promise<boolean> {
  const next = input.emails.find(({ state }) => state === 'scheduled');
  try {
    await client.workflow.start(workflowType, {
      taskQueue: taskQueues.workflows,
      workflowId,
      args: [input],
      workflowIdReusePolicy,
      workflowIdConflictPolicy,
      memo: { emails: input.emails.map(withoutPostedText) },
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

/** What the website says of its own email is its own words, which may hold an address. */
function withoutPostedText({ reason, ...email }: PlannedEmail): PlannedEmail {
  return { ...email, ...(reason && email.sentBy === 'evergreen' && { reason }) };
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
