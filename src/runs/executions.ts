import { type Client, ServiceError, type WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { Sealed } from '../codec/codec.js';
import { Malformed } from '../domain/errors.js';
import { orGone } from './gone.js';
import { isOneOf } from './visibility-query.js';

/** Temporal gives no more at once. */
export const mostAtOnce = 1_000;

export interface Executions {
  found: WorkflowExecutionInfo[];
  /** What Temporal gives more by; undefined when that is all. */
  token: string | undefined;
}

/**
 * One page of executions: the open ones first, each kind with the newest first.
 * @throws {Malformed} for a token that Temporal has not given.
 */
export async function listExecutions(
  client: Client,
  query: string,
  pageSize: number,
  token = '',
): Promise<Executions> {
  const { namespace, loadedDataConverter } = client.options;
  const nextPageToken = Buffer.from(token, 'base64url');
  const { executions, nextPageToken: next } = await client.workflowService
    .listWorkflowExecutions({ namespace, query, pageSize, nextPageToken })
    .catch((error: unknown) => {
      throw token && isInvalidArgument(error) ? notOurs() : error;
    });
  const decode = (raw: RawInfo) => executionInfoFromRaw(raw, loadedDataConverter, raw, namespace);
  const found = await Promise.all(
    // What nobody can decode hides no other.
    executions.map((raw) => decode(raw).catch(() => decode(withoutMemo(raw)))),
  );
  return { found, token: next?.length ? Buffer.from(next).toString('base64url') : undefined };
}

/** An execution, the newest unless one is named, whether or not we could open its memo; undefined when there is none. */
export async function describeUnopened(client: Client, workflowId: string, runId?: string) {
  const { namespace, loadedDataConverter } = client.options;
  const execution = { workflowId, runId: runId ?? null };
  const raw = await orGone(() =>
    client.workflowService.describeWorkflowExecution({ namespace, execution }),
  );
  if (!raw?.workflowExecutionInfo) return undefined;
  const closed = withoutMemo(raw.workflowExecutionInfo);
  const info = await executionInfoFromRaw(closed, loadedDataConverter, raw, namespace);
  return { ...info, raw };
}

type RawInfo = Parameters<typeof executionInfoFromRaw>[0];

/** What is left out of a message stands in its prototype. */
function withoutMemo<R extends RawInfo>(raw: R): R {
  return Object.assign(Object.create(Object.getPrototypeOf(raw)) as R, raw, { memo: null });
}

/** All of them, page by page. */
export async function listAllExecutions(
  client: Client,
  query: string,
): Promise<WorkflowExecutionInfo[]> {
  const all: WorkflowExecutionInfo[] = [];
  let page: Executions | undefined;
  do {
    page = await listExecutions(client, query, mostAtOnce, page?.token);
    all.push(...page.found);
  } while (page.token);
  return all;
}

/** One after the other, as the client lists them; it gives up at the first that nobody here can open. */
export async function* eachExecution(
  client: Client,
  query: string,
): AsyncGenerator<WorkflowExecutionInfo, void> {
  const told = new Set<string>();
  try {
    for await (const one of client.workflow.list({ query })) {
      told.add(one.runId);
      yield one;
    }
  } catch (error) {
    if (!(error instanceof Sealed)) throw error;
    const all = await listAllExecutions(client, query);
    yield* all.filter(({ runId }) => !told.has(runId));
  }
}

/** Without ended executions of workflows that a later one has taken up since: that one speaks for them. */
export async function standingOf(
  client: Client,
  found: readonly WorkflowExecutionInfo[],
): Promise<WorkflowExecutionInfo[]> {
  const isRunning = ({ status }: WorkflowExecutionInfo) => status.name === 'RUNNING';
  const ended = [...new Set(found.filter((run) => !isRunning(run)).map((run) => run.workflowId))];
  if (ended.length === 0) return [...found];
  const newest = new Map<string, WorkflowExecutionInfo>();
  for (const run of await listAllExecutions(client, isOneOf(ended))) {
    const known = newest.get(run.workflowId);
    if (!known || known.startTime < run.startTime) newest.set(run.workflowId, run);
  }
  return found.filter(
    (run) => isRunning(run) || (newest.get(run.workflowId) ?? run).runId === run.runId,
  );
}

/** What a list cannot go on from. */
export function notOurs(): Malformed {
  return new Malformed('expected what the list before has given', 'after');
}

/** `INVALID_ARGUMENT` in gRPC. */
const invalidArgument = 3;

/** Whether the server says that it will never take this. */
export function isInvalidArgument(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return cause instanceof Error && Reflect.get(cause, 'code') === invalidArgument;
}
