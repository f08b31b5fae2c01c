import { asyncLocalStorage } from '@temporalio/activity';

/** The workflow whose activity is under way, if one is. */
export function runAtWork(): string | undefined {
  return asyncLocalStorage.getStore()?.info.workflowExecution?.workflowId;
}
