import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { isLasting, type StopRequest } from '../../domain/run/stop.js';
import { notion, notionOptions, temporal } from '../activities.js';
import { resubscribed, stopAgain } from '../messages.js';
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
    await stopRuns(request, startedBefore, runs);
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
  for (;;) {
    await condition(() => isNew || isTakenBack());
    if (isTakenBack()) break;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof stopContact>(newest, !isNew && !isUnderWay);
    }
    isNew = false;
    await Promise.race([stopRuns(newest, startedBefore, runs), condition(isTakenBack)]);
    if (isUnderWay || isTakenBack()) continue; // what is under way writes the same
    isUnderWay = true;
    const isDone = () => {
      isUnderWay = false;
    };
    recordAndLookAgain(newest, startedBefore, runs).then(isDone, isDone);
  }
  await condition(allHandlersFinished);
}

async function stopRuns(
  request: StopRequest,
  startedBefore: string,
  runs: Set<string>,
): Promise<void> {
  for (const id of await temporal.stopRuns({ request, startedBefore })) runs.add(id);
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
