import { activityInfo } from '@temporalio/activity';
import type { ActivityDeps } from './deps.js';
import { untilTold } from './until-told.js';

/** Has the server tell all who wait that something is mended. */
export function tellMended({ runs }: Pick<ActivityDeps, 'runs'>) {
  return (about: string): Promise<void> => {
    const { workflowExecution, activityId } = activityInfo();
    return untilTold(runs.tellMended(about, `${workflowExecution?.runId}/${activityId}`));
  };
}
