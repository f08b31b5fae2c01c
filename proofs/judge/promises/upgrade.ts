import type { Violation } from '../evidence.js';
import { type CaseBook, iso } from '../run-file.js';

/** I12: a deploy changes nothing for a run under way. */
export function upgrade({ executions, replays = [] }: CaseBook): Violation[] {
  const notReplayed = replays.flatMap(({ workflowId, error }) => {
    if (error === undefined) return [];
    const seen = `the present code does not replay it: ${error}`;
    return [{ promise: 'I12' as const, run: workflowId, seen, expected: 'the same steps' }];
  });
  const failedTasks = executions.flatMap(({ workflowId, steps }) =>
    steps.flatMap(({ what, name, atMs }) => {
      // A worker that was killed or frozen lets its task run out, and a full one resets what it holds.
      if (what !== 'task failed' || !/NON_DETERMINISTIC|UNHANDLED_FAILURE/.test(name)) return [];
      const seen = `a workflow task failed at ${iso(atMs)}: ${name}`;
      return [{ promise: 'I12' as const, run: workflowId, seen, expected: 'it goes on' }];
    }),
  );
  return [...notReplayed, ...failedTasks];
}
