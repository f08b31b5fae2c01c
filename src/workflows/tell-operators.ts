import { ActivityFailure } from '@temporalio/workflow';
import type { Alert } from '../domain/alert.js';
import { temporal, temporalOptions } from './activities.js';

/**
 * Raises one alert, for ten minutes at most: nothing that matters more may end with it.
 * @returns false when nobody could be told.
 */
export async function tellOperators(alert: Alert): Promise<boolean> {
  const options = {
    ...temporalOptions,
    scheduleToCloseTimeout: '10 minutes',
    summary: `alert ${alert.kind}`,
  } as const;
  try {
    await temporal.raiseAlert.executeWithOptions(options, [alert]);
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return false;
  }
}
