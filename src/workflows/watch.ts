import { ActivityFailure } from '@temporalio/workflow';
import { priorities } from '../domain/run/priorities.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { notion, notionOptions, temporal, temporalOptions } from './activities.js';

const countOptions = {
  ...temporalOptions,
  scheduleToCloseTimeout: '1 minute',
  summary: 'count',
} as const;

const copyOptions = {
  ...notionOptions,
  scheduleToStartTimeout: '10 seconds',
  scheduleToCloseTimeout: '50 seconds',
  retry: { maximumAttempts: 1 },
  priority: priorities.look,
  summary: 'copy',
} as const;

/**
 * One look over the whole, and then over copy that has changed; a schedule starts one every minute.
 * @returns the names of what is wrong with the whole; a template at fault is an incident of its own.
 */
export async function watch(): Promise<string[]> {
  const wrong = await orNothing(temporal.lookOver.executeWithOptions(countOptions, []));
  if (!wrong.includes(`watch-worker-${taskQueues.notion}`)) {
    await orNothing(notion.lookOverTemplates.executeWithOptions(copyOptions, []));
  }
  return wrong;
}

/** What cannot be told now is told by the next look, which is due. */
async function orNothing(look: Promise<string[]>): Promise<string[]> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof ActivityFailure) return [];
    throw error;
  }
}
