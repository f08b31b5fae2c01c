import { setTimeout } from 'node:timers/promises';
import type { Scene } from './scene.js';

const types = ['assessment', 'noShow', 'postCall', 'onboarding', 'stopContact', 'trackSignup'];
const openOnes = `WorkflowType IN (${types.map((one) => `'${one}'`).join(', ')}) AND ExecutionStatus = 'Running'`;
/** A stop looks again after ten seconds, and once more. */
const settleMs = 15_000;
const lookEveryMs = 5_000;

interface Waiting {
  say: (line: string) => void;
  patienceMs: number;
  /** Asked now and then: nobody need wait any longer. */
  isOver: () => Promise<boolean>;
}

/**
 * Waits until every run has ended and nobody does anything for anybody.
 * @returns whether that came about in time.
 */
export async function drain(
  { client, api, workers }: Scene,
  { say, patienceMs, isOver }: Waiting,
): Promise<boolean> {
  const untilMs = Date.now() + patienceMs;
  const workersRun = workers.map((one) => one.ready('the worker is running'));
  await Promise.all([api.ready('the API is listening'), ...workersRun]);
  for (let lookedMs = 0; Date.now() < untilMs; await setTimeout(500)) {
    const open = await openRuns(client).catch(() => undefined);
    if (open === 0) {
      await setTimeout(settleMs);
      return true;
    }
    if (Date.now() - lookedMs < lookEveryMs) continue;
    say(`${open ?? 'an unknown number of'} runs are open`);
    if (await isOver()) return false;
    lookedMs = Date.now();
  }
  return false;
}

/** A stop that lasts stays open for good; what it does is done when it waits for nothing but its end. */
async function openRuns({ workflow }: Scene['client']): Promise<number> {
  let open = 0;
  for await (const { workflowId, type } of workflow.list({ query: openOnes })) {
    if (type !== 'stopContact') open += 1;
    else {
      const { raw } = await workflow.getHandle(workflowId).describe();
      if (raw.pendingActivities?.length) open += 1;
    }
  }
  return open;
}
