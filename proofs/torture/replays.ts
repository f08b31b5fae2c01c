import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { createCodec } from '../../src/codec/codec.js';
import { readEncryptionKeys } from '../../src/codec/encryption-keys.js';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';
import { replayHistories } from '../../src/replay/replay-histories.js';
import { findHistories, type History, type Recorded } from '../../src/runs/histories.js';
import { emptyTaskIn } from '../../test/support/empty-task.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import { quietRuntime } from '../../test/support/temporal.js';
import type { Evidence } from '../judge/evidence.js';

/**
 * Replays all that the server has, ended or not, on the workflow code with which the processes ran. What replays
 * today and might not after another step is told, too.
 */
export async function replaysOf({
  client,
  program,
  isBuilt,
}: {
  client: Client;
  program: string;
  isBuilt: boolean;
}): Promise<NonNullable<Evidence['replays']>> {
  quietRuntime();
  const codePath = join(program, 'src/processes/workflows.encoded.bundle.js');
  const workflowBundle = isBuilt ? { codePath } : await loadWorkflows();
  const { keys } = readEncryptionKeys(ownEnvironment.ENCRYPTION_KEY);
  const code = { workflowBundle, dataConverter: { payloadCodecs: [createCodec(keys)] } };
  const found = await findHistories(client, `TaskQueue = '${taskQueues.workflows}'`);
  const read: (Pick<Recorded, 'workflowId' | 'runId'> & { history: History | undefined })[] = [];
  async function* each(): AsyncIterable<Recorded> {
    for await (const one of found.each) {
      const history = await one.read();
      const { workflowId, runId } = one;
      read.push({ workflowId, ...(runId && { runId }), history });
      yield { ...one, read: async () => history };
    }
  }
  const { failed } = await replayHistories(code, { ...found, each: each() });
  const empty = read.flatMap(({ workflowId, history }) => {
    const number = history && emptyTaskIn(history);
    if (!history || number === undefined) return [];
    const error = `the task that ends with event ${number} left no event of its own`;
    return [{ workflowId, error, history: asJson(history) }];
  });
  return [
    ...read.map(({ workflowId }) => ({ workflowId })),
    ...empty,
    ...failed.map(({ workflowId, runId, event, change }) => {
      const kept = read.find((one) => one.workflowId === workflowId && one.runId === runId);
      return {
        workflowId,
        error: `at event ${event.number}, ${event.type}: ${change}`,
        ...(kept?.history && { history: asJson(kept.history) }),
      };
    }),
  ];
}

function asJson(history: History): unknown {
  return JSON.parse(historyToJSON(history));
}
