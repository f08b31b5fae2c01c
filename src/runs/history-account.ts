import type { Client } from '@temporalio/client';
import {
  decodeArrayFromPayloads,
  decodeFromPayloadsAtIndex,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { MINUTE } from '../domain/duration.js';
import type { Prepared } from '../domain/mail/mail.js';
import type { ExecutionAccount, HeldExecution, Told, Traces } from '../domain/person.js';
import type { ExecutionId } from '../domain/run/run-register.js';
import { within } from './deadline.js';
import type { History } from './histories.js';
import { patiently } from './patiently.js';

type Event = NonNullable<History['events']>[number];
type Payloads = Parameters<typeof decodeArrayFromPayloads>[1];

/** What one execution was told and has given, as its history has it. */
export async function readAccount(client: Client, held: HeldExecution): Promise<ExecutionAccount> {
  const events = await readEvents(client, { workflowId: held.id, runId: held.runId });
  const told: Told[] = [];
  for (const event of events) {
    const message = messageIn(event);
    if (!message) continue;
    const given = await decode(client, message.payloads);
    told.push({ at: timeOf(event), what: message.what, given });
  }
  const completed = events.at(-1)?.workflowExecutionCompletedEventAttributes;
  const [result] = completed ? await decode(client, completed.result?.payloads) : [];
  const subjects = await readSubjects(client, events);
  return { ...held, told, ...(result !== undefined && { result }), subjects };
}

/** What an execution began with. */
export async function readInput(client: Client, { workflowId, runId }: ExecutionId) {
  const { namespace } = client.options;
  const { history } = await patiently(() =>
    within(client, MINUTE, () =>
      client.workflowService.getWorkflowExecutionHistory({
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: 1,
      }),
    ),
  );
  const [first] = history?.events ?? [];
  return decode(client, first && messageIn(first)?.payloads);
}

/** The subject of each email that was made ready, the last one where it was several times. */
export async function readSubjects(
  client: Client,
  events: readonly Event[],
): Promise<{ number: number; subject: string }[]> {
  const read = <T>(given: Payloads) =>
    decodeFromPayloadsAtIndex<T>(client.options.loadedDataConverter, 0, given);
  const subjects = new Map<number, string>();
  const asked = new Map<string, number>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    if (scheduled?.activityType?.name === 'prepareEmail') {
      const { number } = await read<{ number: number }>(scheduled.input?.payloads);
      asked.set(String(event.eventId), number);
    } else if (completed) {
      const number = asked.get(String(completed.scheduledEventId));
      if (number === undefined) continue;
      const prepared = await read<Prepared>(completed.result?.payloads);
      if (prepared.kind === 'ready') subjects.set(number, prepared.mail.subject);
    }
  }
  return [...subjects].map(([number, subject]) => ({ number, subject }));
}

/** The pages that an execution has made or found, and the addresses that it was given. */
export async function readTraces(client: Client, execution: ExecutionId): Promise<Traces> {
  const traces: Traces = { addresses: [], contactPageIds: [], rowIds: [] };
  for (const event of await readEvents(client, execution)) {
    const payloads =
      messageIn(event)?.payloads ??
      event.activityTaskCompletedEventAttributes?.result?.payloads ??
      event.activityTaskScheduledEventAttributes?.input?.payloads;
    for (const value of await decode(client, payloads)) collect(value, traces);
  }
  return traces;
}

/** By what our inputs and results call them, however deep they stand. */
function collect(value: unknown, traces: Traces): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) {
    const texts = typeof one === 'string' ? [one] : Object.values(one ?? {}).filter(isText);
    if (name === 'email' && typeof one === 'string') traces.addresses.push(one);
    else if (name === 'contactPageId' || name === 'doubleIds') traces.contactPageIds.push(...texts);
    else if (name === 'rowIds') traces.rowIds.push(...texts);
    else collect(one, traces);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

async function readEvents(client: Client, { workflowId, runId }: ExecutionId): Promise<Event[]> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const { events } = await patiently(() => within(client, MINUTE, () => handle.fetchHistory()));
  return events ?? [];
}

/** What an event tells an execution from outside; undefined for all others. */
function messageIn(event: Event): { what: string; payloads: Payloads } | undefined {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) return { what: 'start', payloads: started.input?.payloads };
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal) return { what: signal.signalName ?? 'signal', payloads: signal.input?.payloads };
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  return update ? { what: update.name ?? 'update', payloads: update.args?.payloads } : undefined;
}

/** Whether nobody has told an execution anything since its start. */
export function isUntold({ told }: ExecutionAccount): boolean {
  return told.every(({ what }) => what === 'start');
}

function timeOf(event: Event): string {
  return new Date(optionalTsToMs(event.eventTime) ?? 0).toISOString();
}

function decode(client: Client, payloads: Payloads): Promise<unknown[]> {
  return decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
}
