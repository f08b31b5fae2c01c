import type { Violation } from '../evidence.js';
import { isOfReset } from '../resets.js';
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
      // What came while a task was worked on, a run that leaves a full worker, a server that hands it on, and an
      // operator who resets a run are none.
      const isUsual =
        isOfReset(name) ||
        /UNHANDLED_COMMAND|UNHANDLED_UPDATE|STICKY|FORCE_CLOSE|FAILOVER/.test(name);
      if (what !== 'task failed' || isUsual) return [];
      const seen = `a workflow task failed at ${iso(atMs)}: ${name}`;
      return [{ promise: 'I12' as const, run: workflowId, seen, expected: 'it goes on' }];
    }),
  );
  return [...notReplayed, ...failedTasks];
}
