import { setTimeout } from 'node:timers/promises';
import type { Scene } from './scene.js';

/** Left alone, their runs last for minutes. */
const slow = ['noShow', 'postCall', 'onboarding'];
const types = [...slow, 'assessment', 'stopContact', 'trackSignup'];
const openOnes = `WorkflowType IN (${types.map((one) => `'${one}'`).join(', ')}) AND ExecutionStatus = 'Running'`;
/** A stop looks again after ten seconds, and once more. */
const settleMs = 15_000;
const lookEveryMs = 5_000;
/** After so many looks that saw the same, some runs are asked what they wait for. */
const sameLooks = 6;
const mostAsked = 3;

interface Waiting {
  say: (line: string) => void;
  patienceMs: number;
  /** Asked now and then: nobody need wait any longer. */
  isOver: () => Promise<boolean>;
  /** Has the next email of a run sent now. */
  hurry: (id: string) => Promise<unknown>;
}

/**
 * Waits until every run has ended and nobody does anything for anybody.
 * @returns whether that came about in time.
 */
export async function drain(
  { client, api, workers }: Scene,
  { say, patienceMs, isOver, hurry }: Waiting,
): Promise<boolean> {
  const untilMs = Date.now() + patienceMs;
  const workersRun = workers.map((one) => one.ready('the worker is running'));
  await Promise.all([api.ready('the API is listening'), ...workersRun]);
  let same = { count: -1, looks: 0 };
  for (let lookedMs = 0; Date.now() < untilMs; await setTimeout(500)) {
    const open = await openRuns(client).catch(() => undefined);
    if (open?.length === 0) {
      await setTimeout(settleMs);
      return true;
    }
    if (Date.now() - lookedMs < lookEveryMs) continue;
    say(`${open?.length ?? 'an unknown number of'} runs are open`);
    if (open && open.length === same.count) same.looks += 1;
    else same = { count: open?.length ?? -1, looks: 0 };
    if (open && same.looks > 0 && same.looks % sameLooks === 0) {
      for (const { id } of open.slice(0, mostAsked))
        say(`  ${id} waits: ${await whatFor(client, id)}`);
    }
    if (await isOver()) return false;
    await Promise.all(
      (open ?? []).filter(({ type }) => slow.includes(type)).map(({ id }) => hurry(id)),
    );
    lookedMs = Date.now();
  }
  return false;
}

/** A stop that lasts stays open for good; what it does is done when it waits for nothing but its end. */
async function openRuns({ workflow }: Scene['client']): Promise<{ id: string; type: string }[]> {
  const open: { id: string; type: string }[] = [];
  for await (const { workflowId, type } of workflow.list({ query: openOnes })) {
    const one = { id: workflowId, type };
    if (type !== 'stopContact') open.push(one);
    else {
      const { raw } = await workflow.getHandle(workflowId).describe();
      if (raw.pendingActivities?.length) open.push(one);
    }
  }
  return open;
}

/** What a run waits for, for whoever wonders why it stays open. */
async function whatFor({ workflow }: Scene['client'], id: string): Promise<string> {
  const found = await workflow
    .getHandle(id)
    .describe()
    .catch(() => undefined);
  if (!found) return 'Temporal does not say';
  const { status } = found;
  if (status.name !== 'RUNNING')
    return `for nothing: it is ${status.name}, and only the list is behind`;
  const { pendingWorkflowTask: task, pendingActivities } = found.raw;
  const activities = (pendingActivities ?? []).map(({ activityType, attempt, lastFailure }) => {
    const why = lastFailure?.message ? ` (${lastFailure.message})` : '';
    return `${activityType?.name}, attempt ${attempt}${why}`;
  });
  const waits = [...(task ? [`a workflow task, attempt ${task.attempt}`] : []), ...activities];
  return waits.join('; ') || 'a timer, or word of somebody';
}
