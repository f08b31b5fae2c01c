import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { MINUTE } from '../domain/duration.js';
import { Malformed } from '../domain/errors.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { orAway } from './deadline.js';
import { eachExecution } from './executions.js';
import { orGone } from './gone.js';
import { isOpen } from './visibility-query.js';

/** What has happened in one execution, as Temporal keeps it. */
export type History = Awaited<
  ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>
>;

/** One execution, and how its history is had. */
export interface Recorded {
  workflowId: string;
  /** Told where several executions of one workflow may be meant. */
  runId?: string;
  /** Undefined for one that is gone since it was found. */
  read(): Promise<History | undefined>;
}

/** Executions whose histories are read one by one, so that none of them waits in memory. */
export interface Histories {
  count: number;
  each: AsyncIterable<Recorded>;
}

/** Of gRPC. */
const invalidArgument = 3;

/** All that is open, of whatever workflow type: nothing else has its tasks in this queue. */
export const allOpen = `TaskQueue = '${taskQueues.workflows}' AND ${isOpen}`;

/**
 * The executions that a visibility query finds; all that are open when none is given.
 * @throws {Malformed} for what is no query.
 * @throws {TemporalAway}
 */
export async function findHistories(client: Client, query = allOpen): Promise<Histories> {
  const { count } = await asking(client, () => client.workflow.count(query));
  return { count, each: found(client, query) };
}

async function* found(client: Client, query: string): AsyncIterable<Recorded> {
  const listed = eachExecution(client, query);
  for (;;) {
    const next = await asking(client, () => listed.next());
    if (next.done) return;
    const { workflowId, runId } = next.value;
    yield { workflowId, runId, read: () => readHistory(client, workflowId, runId) };
  }
}

function readHistory(client: Client, workflowId: string, runId: string) {
  const handle = client.workflow.getHandle(workflowId, runId);
  return asking(client, () => orGone(() => handle.fetchHistory()));
}

/** A long history comes in many pages: nobody waits for it but an operator. */
function asking<T>(client: Client, work: () => Promise<T>): Promise<T> {
  return orAway(client, work, MINUTE).catch((error: unknown) => {
    throw refusedQuery(error) ?? error;
  });
}

function refusedQuery(error: unknown): Malformed | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const refusal = cause instanceof ServiceError ? cause.cause : cause;
  if (!isGrpcServiceError(refusal) || refusal.code !== invalidArgument) return undefined;
  return new Malformed(`Temporal takes it for no query: ${refusal.details}`, 'query');
}
