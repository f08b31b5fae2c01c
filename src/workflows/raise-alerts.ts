import { ActivityFailure, condition } from '@temporalio/workflow';
import { temporal, temporalOptions } from './activities.js';
import type { Run } from './run.js';

/** Tells operators what they should hear of at once, each once. Nothing else waits for it. */
export async function raiseAlerts(run: Run): Promise<void> {
  for (;;) {
    await condition(() => run.news.hasAlert || run.outcome !== undefined);
    const alert = run.news.takeAlert();
    if (!alert) return;
    try {
      await temporal.raiseAlert.executeWithOptions(
        {
          ...temporalOptions,
          scheduleToCloseTimeout: '10 minutes',
          summary: `alert ${alert.kind}`,
        },
        [alert],
      );
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      run.note({ at: new Date().toISOString(), what: `alert ${alert.kind} could not be raised` });
    }
  }
}
