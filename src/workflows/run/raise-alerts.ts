import { condition } from '@temporalio/workflow';
import { tellOperators } from '../tell-operators.js';
import type { Run } from './run.js';

/** Tells operators what they should hear of at once, each once. Nothing else waits for it. */
export async function raiseAlerts(run: Run): Promise<void> {
  for (;;) {
    await condition(() => run.alerts.length > 0 || run.outcome !== undefined);
    const alert = run.alerts.shift();
    if (!alert) return;
    if (await tellOperators(alert)) continue;
    run.note({ at: new Date().toISOString(), what: `alert ${alert.kind} could not be raised` });
  }
}
