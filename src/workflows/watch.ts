import { ActivityFailure } from '@temporalio/workflow';
import { temporal, temporalOptions } from './activities.js';

/**
 * One look over the whole; a schedule starts one every minute.
 * @returns the names of what is wrong.
 */
export async function watch(): Promise<string[]> {
  const options = {
    ...temporalOptions,
    scheduleToCloseTimeout: '1 minute',
    summary: 'count',
  } as const;
  try {
    return await temporal.lookOver.executeWithOptions(options, []);
  } catch (error) {
    if (error instanceof ActivityFailure) return []; // the next look is due
    throw error;
  }
}
