import type { ActivityOptions } from '@temporalio/common';
import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { isLasting, type StopRequest } from '../../domain/run/stop.js';
import { notion, notionOptions, temporal, temporalOptions } from '../activities.js';
import { reseal, resubscribed, stopAgain } from '../messages.js';
import { untilDone } from '../refusal.js';
import { tellOperators } from '../tell-operators.js';

/**
 * Stops a person's mail: every open run hears of it first, then Notion. A run that started a moment
 * before may not be listed yet, so it looks again, and once more when Notion has it. A stop that lasts
 * stays open as its record until it is taken back: whatever becomes of the row in Notion, later runs
 * find it.
 * @returns the ids of the runs that took the stop.
 */
export async function stopContact(
  request: StopRequest,
  isCarriedOut = false,
): Promise<{ runs: string[] }> {
  const runs = new Set<string>();
  if (isLasting(request)) {
    await holdUntilTakenBack(request, isCarriedOut, runs);
  } else {
    const startedBefore = request.startedBefore ?? workflowInfo().startTime.toISOString();
    await stopRunsOnce(request, startedBefore, runs);
    await recordAndLookAgain(request, startedBefore, runs);
  }
  return { runs: [...runs] };
}

/**
 * Carries a stop out, once more whenever it is told again, and keeps it. Whoever takes it back waits for
 * nobody: what is still under way then is dropped.
 */
async function holdUntilTakenBack(
  request: StopRequest,
  isCarriedOut: boolean,
  runs: Set<string>,
): Promise<void> {
  let newest = request;
  let isNew = !isCarriedOut;
  let takenBackAt = '';
  let isUnderWay = false;
  let isToReseal = false;
  // Runs that start later find it open and begin suppressed, however long it waits for a worker itself.
  let startedBefore = workflowInfo().startTime.toISOString();
  // Of a stop and a word that takes it back the later one wins, in whatever order they come.
  const isTakenBack = () => takenBackAt > newest.at;
  setHandler(stopAgain, (again) => {
    if (again.at === newest.at) return; // the very request that has started this
    isNew = true;
    startedBefore = new Date().toISOString();
    if (again.at > newest.at) newest = again;
  });
  setHandler(resubscribed, ({ at }) => {
    if (at > takenBackAt) takenBackAt = at;
  });
  setHandler(reseal, () => {
    isToReseal = true;
  });
  for (;;) {
    await condition(() => isNew || isTakenBack() || isToReseal);
    if (isTakenBack()) break;
    if (isToReseal || workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof stopContact>(newest, !isNew && !isUnderWay);
    }
    isNew = false;
    await Promise.race([stopRunsOnce(newest, startedBefore, runs), condition(isTakenBack)]);
    if (isUnderWay || isTakenBack()) continue; // what is under way writes the same
    isUnderWay = true;
    const isDone = () => {
      isUnderWay = false;
    };
    recordAndLookAgain(newest, startedBefore, runs).then(isDone, isDone);
  }
  await condition(allHandlersFinished);
}

/** Tells all that can be told now. One that takes no stop yet is told again later, and keeps nobody waiting. */
async function stopRunsOnce(
  request: StopRequest,
  startedBefore: string,
  runs: Set<string>,
): Promise<void> {
  const once = { ...temporalOptions, retry: { maximumAttempts: 1 } };
  try {
    await stopRuns(request, startedBefore, runs, once);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
}

async function stopRuns(
  request: StopRequest,
  startedBefore: string,
  runs: Set<string>,
  options: ActivityOptions = temporalOptions,
): Promise<void> {
  const asked = { request, startedBefore };
  for (const id of await temporal.stopRuns.executeWithOptions(options, [asked])) runs.add(id);
}

async function recordAndLookAgain(
  request: StopRequest,
  startedBefore: string,
  runs: Set<string>,
): Promise<void> {
  await Promise.all([
    untilDone(() =>
      notion.recordStop.executeWithOptions({ ...notionOptions, summary: 'record stop' }, [request]),
    ),
    sleep('10 seconds', { summary: 'look again' }).then(() =>
      stopRuns(request, startedBefore, runs),
    ),
    ...(request.stop === 'complained' ? [tellOperators({ kind: 'complained' })] : []),
  ]);
  await stopRuns(request, startedBefore, runs);
}
