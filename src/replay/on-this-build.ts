import { readFile } from 'node:fs/promises';
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
  const workflowBundle = await withoutStacks(await loadWorkflows());
  // Failures stay in clear: they are read here, and stored nowhere.
  const { payloadCodecs = [] } = dataConverterIn(env);
  const code = { workflowBundle, dataConverter: { payloadCodecs } };
  return replayHistories(code, histories, onReplayed);
}

/** A replay is told what differs, and not where in the code it is: to note that of every promise takes a fifth of its time. */
async function withoutStacks(bundle: Awaited<ReturnType<typeof loadWorkflows>>) {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  return { code: `Error.stackTraceLimit = 0;\n${code}` };
}
