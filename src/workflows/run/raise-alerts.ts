import { condition } from '@temporalio/workflow';
import { tellOperators } from '../tell-operators.js';
import type { Run } from './run.js';

/**
 * Tells operators what they should hear of at once, each once. Nothing else waits for it. Ends with the run,
 * and where that goes on elsewhere.
 */
export async function raiseAlerts(run: Run): Promise<void> {
  for (;;) {
    await condition(() => run.alerts.length > 0 || run.outcome !== undefined || run.isContinuing);
    const alert = run.alerts[0];
    if (!alert) return;
    const isTold = await tellOperators(alert);
    run.alerts.shift();
    if (isTold) continue;
    run.note({ at: new Date().toISOString(), what: `alert ${alert.kind} could not be raised` });
  }
}
