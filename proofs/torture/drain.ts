import { setTimeout } from 'node:timers/promises';
import type { Scene } from './scene.js';

const ourRuns =
  "WorkflowType IN ('assessment', 'noShow', 'postCall', 'onboarding', 'stopContact', 'trackSignup')";
/** A stop looks again after ten seconds, and once more. */
const settleMs = 15_000;

/**
 * Waits until every run has ended and nobody does anything for anybody.
 * @returns whether that came about in time.
 */
export async function drain(
  { client, api, workers }: Scene,
  say: (line: string) => void,
  patienceMs: number,
): Promise<boolean> {
  const untilMs = Date.now() + patienceMs;
  await Promise.all([
    api.ready('the API is listening'),
    ...workers.map((one) => one.ready('the worker is running')),
  ]);
  for (let saidMs = 0; Date.now() < untilMs; await setTimeout(500)) {
    const open = await openRuns(client).catch(() => undefined);
    if (open === 0) {
      await setTimeout(settleMs);
      return true;
    }
    if (Date.now() - saidMs > 20_000) {
      say(`${open ?? 'unknown'} runs are open`);
      saidMs = Date.now();
    }
  }
  return false;
}

/** A stop that lasts stays open for good; what it does is done when it waits for nothing but its end. */
async function openRuns({ workflow }: Scene['client']): Promise<number> {
  let open = 0;
  for await (const { workflowId, type } of workflow.list({
    query: `${ourRuns} AND ExecutionStatus = 'Running'`,
  })) {
    if (type !== 'stopContact') open += 1;
    else {
      const { raw } = await workflow.getHandle(workflowId).describe();
      if (raw.pendingActivities?.length) open += 1;
    }
  }
  return open;
}
