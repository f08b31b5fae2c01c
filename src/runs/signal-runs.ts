import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { SECOND } from '../domain/duration.js';
import { within } from './deadline.js';
import { orGone } from './gone.js';
import { isOpen } from './visibility-query.js';

/** One signal to many runs at once. */
export interface ManySignalled<A> {
  /** Which of the open workflows, in the language of Temporal's visibility. */
  query: string;
  signal: SignalDefinition<[A]>;
  message: A;
  /** The same again joins what the first has begun, as long as the server remembers it. */
  jobId: string;
}

/** Signals many runs; gives whether that is done. Asked again while it is not. */
export type SignalRuns = <A>(asked: ManySignalled<A>) => Promise<boolean>;

const deadlineMs = 10 * SECOND;
/** `ALREADY_EXISTS` of gRPC, `BATCH_OPERATION_STATE_RUNNING` of Temporal's API. */
const alreadyExists = 6;
const running = 1;

/**
 * Signals the open runs that a query finds. The server itself lists and signals them, and goes on
 * whatever becomes of us; a run that was not listed yet is left out, one may hear it twice. One such job
 * goes at a time, as a server permits no more by default; the next begins when it is asked for again.
 * @returns whether every run has been signalled.
 */
export async function signalRuns<A>(client: Client, asked: ManySignalled<A>): Promise<boolean> {
  return within(client, deadlineMs, async () => {
    const state = await stateOf(client, asked.jobId);
    if (state !== undefined) return state !== running;
    if (!(await isBusy(client))) await start(client, asked);
    return false;
  });
}

/** Asked for a job too many, the client would try for a minute, even after its connection is closed. */
async function isBusy(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  const jobs = await client.workflowService.listBatchOperations({ namespace, pageSize: 10 });
  return jobs.operationInfo.some(({ state }) => state === running); // the running ones come first
}

/** Undefined when the server knows no such job. */
async function stateOf(client: Client, jobId: string): Promise<number | null | undefined> {
  const { namespace } = client.options;
  const job = await orGone(() =>
    client.workflowService.describeBatchOperation({ namespace, jobId }),
  );
  return job?.state;
}

async function start<A>(
  client: Client,
  { query, signal, message, jobId }: ManySignalled<A>,
): Promise<void> {
  const { namespace, identity, loadedDataConverter } = client.options;
  const payloads = (await encodeToPayloads(loadedDataConverter, message)) ?? [];
  try {
    await client.workflowService.startBatchOperation({
      namespace,
      jobId,
      visibilityQuery: `${isOpen} AND (${query})`,
      reason: signal.name,
      signalOperation: { signal: signal.name, input: { payloads }, identity },
    });
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === alreadyExists) return; // another was quicker
    throw error;
  }
}
