import { randomUUID } from 'node:crypto';
import type { SignalDefinition } from '@temporalio/common';
import { encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { RunsDeps } from './deps.js';

/** A message for many workflows. */
export interface SignalToMany<A> {
  /** Of Temporal's visibility. */
  query: string;
  signal: SignalDefinition<[A]>;
  message: A;
  /** The same id again joins what is under way. */
  jobId: string;
}

/** Signals all workflows that a query finds; the server does so itself, at its own pace. */
export async function signalRuns<A>(
  { client }: RunsDeps,
  { query, signal, message, jobId }: SignalToMany<A>,
): Promise<void> {
  const { namespace, identity, loadedDataConverter } = client.options;
  const payloads = await encodeToPayloads(loadedDataConverter, message);
  await client.workflowService.startBatchOperation({
    namespace,
    visibilityQuery: query,
    jobId: jobId || randomUUID(),
    reason: signal.name,
    signalOperation: { signal: signal.name, input: { payloads: payloads ?? [] }, identity },
  });
}
