import {
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunInput, RunSummary } from '../../domain/run/run.js';
import { carryOn } from './pass-on.js';
import type { Run } from './run.js';

type Sequence = (input: RunInput) => Promise<RunSummary>;

/**
 * Whether a run's history has become so long that it should go on in a new execution, and nothing stands in
 * the way: nothing is under way, and no email may have gone of which nobody knows.
 */
export function isToContinue(run: Run): boolean {
  const isOpen = run.stopped === undefined && run.outcome === undefined;
  const isIdle = run.underWay.isIdle && run.alerts.length === 0 && !run.books.isWriting;
  return workflowInfo().continueAsNewSuggested && isOpen && isIdle && run.doubt === undefined;
}

/**
 * Waits until an instant (ms since 1970), or until something changes, or `isOver` says so. What waits goes on
 * in a new execution as well as in this one.
 */
export function waitHereOrThere(
  run: Run,
  untilMs: number,
  summary: string,
  isOver = () => false,
): Promise<void> {
  return run.changes.wait(untilMs, summary, () => isOver() || isToContinue(run));
}

/**
 * Goes on in a new execution, once `beside`, what the run does beside its walk, has come to rest. Returns
 * only where a stop came meanwhile, which is carried out here.
 */
export async function continueRun(run: Run, beside: Promise<unknown>): Promise<void> {
  run.isContinuing = true;
  await beside;
  await condition(allHandlersFinished);
  if (!run.stopped) await makeContinueAsNewFunc<Sequence>(shown())(carryOn(run));
  run.isContinuing = false;
}

/** What lists show of the run. What is compared with other runs is when it began, not this execution. */
function shown() {
  const { startTime, typedSearchAttributes, memo } = workflowInfo();
  return { typedSearchAttributes, memo: { startedAt: startTime.toISOString(), ...memo } };
}
