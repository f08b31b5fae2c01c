import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { RunInput } from '../domain/run/run.js';
import { getInput } from '../workflows/messages.js';

/**
 * What an execution knows, as another takes it up: as a worker tells it, or as it was started where it ended before
 * any has seen it.
 */
export async function lastInput(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<RunInput> {
  const known = await unlessUnbegun(() =>
    client.workflow.getHandle(workflowId, runId).query(getInput),
  );
  return known ?? (await startInput(client, workflowId, runId));
}

/** What a workflow was started with. Nobody but the server is asked. */
export async function startInput(
  { options, workflowService }: Client,
  workflowId: string,
  runId?: string,
): Promise<RunInput> {
  const { namespace, loadedDataConverter } = options;
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId, ...(runId && { runId }) },
    maximumPageSize: 1,
  });
  const start = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const context = { type: 'workflow', namespace, workflowId } as const;
  const given = start?.input?.payloads;
  const [input] = await decodeArrayFromPayloads(loadedDataConverter, given, context);
  return input as RunInput;
}

/** `FAILED_PRECONDITION` of gRPC. */
const failedPrecondition = 9;

/** Undefined for a workflow that has ended before its first task: nobody can ever be asked about it. */
export async function unlessUnbegun<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const cause = error instanceof ServiceError ? error.cause : error;
    const isUnbegun =
      isGrpcServiceError(cause) &&
      cause.code === failedPrecondition &&
      /closed before/i.test(cause.details);
    if (!isUnbegun) throw error;
    return undefined;
  }
}
