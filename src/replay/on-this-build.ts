import { createLogger } from '../processes/log.js';
import { installRuntime } from '../processes/temporal-log.js';
import { loadWorkflows } from '../processes/workflow-bundle.js';
import { dataConverterIn } from '../runs/connect.js';
import type { Histories } from '../runs/histories.js';
import { type OnReplayed, type Replayed, replayHistories } from './replay-histories.js';

/**
 * Replays histories on the workflow code that this build's worker runs, opened with the keys of an environment;
 * once in a process.
 */
export async function replayOnThisBuild(
  env: Parameters<typeof dataConverterIn>[0],
  histories: Histories,
  onReplayed?: OnReplayed,
): Promise<Replayed> {
  // What fails is told by us; and a signal ends the process, not just its workers.
  installRuntime(createLogger('fatal'), { shutdownSignals: [] });
  // Failures stay in clear: they are read here, and stored nowhere.
  const { payloadCodecs = [] } = dataConverterIn(env);
  const code = { workflowBundle: await loadWorkflows(), dataConverter: { payloadCodecs } };
  return replayHistories(code, histories, onReplayed);
}
