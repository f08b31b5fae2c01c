import type { DeliveryReport } from '../../domain/run/delivery.js';
import type { ActivityDeps } from '../deps.js';

/** Lets a run say that an email, of which nobody knew, was sent, even after its end. Safe to repeat. */
export function settleEmail({ runs }: Pick<ActivityDeps, 'runs'>) {
  return (report: DeliveryReport): Promise<void> => runs.settleSent(report);
}
