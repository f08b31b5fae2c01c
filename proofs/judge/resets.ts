import type { Execution, Step } from './evidence.js';

/** What stands in a history where an operator had Temporal go on from an earlier point of another one. */
const resetStep = ({ what, name }: Step) => what === 'task failed' && isOfReset(name);

/** Whether a workflow task has failed for no other reason than that somebody reset the run. */
export const isOfReset = (cause: string) => cause.includes('RESET_WORKFLOW');

export const isReset = ({ steps }: Execution) => steps.some(resetStep);

/** When an execution took over. A history that was reset begins with the one that it replaces, times and all. */
export function bornMs({ steps, startedMs }: Execution): number {
  return steps.findLast(resetStep)?.atMs ?? startedMs;
}

/** What an execution has done itself: its history may begin with what another one did before a reset. */
export function ownSteps(execution: Execution, earlier: readonly Execution[]): Step[] {
  if (!isReset(execution)) return execution.steps;
  const bornAtMs = bornMs(execution);
  const before = new Set(earlier.flatMap(({ steps }) => steps.map(sameness)));
  return execution.steps.filter((step) => step.atMs >= bornAtMs || !before.has(sameness(step)));
}

const sameness = ({ atMs, what, name, endedMs }: Step) => `${atMs} ${what} ${name} ${endedMs}`;
