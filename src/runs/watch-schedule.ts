import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { ReconcileRequest } from '../domain/records/differences.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';

type Schedule = Omit<ScheduleOptions, 'scheduleId' | 'action'>;

/** The schedule's id, and the beginning of its workflows' ids. */
export const watchId = 'watch';
export const reconcileId = 'reconcile';

/** How far back each night looks: a night that fell out is made up for. */
const nightly: ReconcileRequest = { days: 3 };

/**
 * Has the server start a look over the whole every minute. Safe to repeat, also from several processes
 * at once; one that an operator has paused stays paused.
 * @throws {TemporalAway} also where the server knows no schedules.
 */
export function keepWatch({ client }: RunsDeps): Promise<void> {
  return keep(client, watchId, [], {
    spec: { intervals: [{ every: '1 minute' }] },
    // One that is late says all that those before it would have said.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  });
}

/** Likewise, a comparison of all records each night in a zone. */
export function keepReconciling({ client }: RunsDeps, zone: string): Promise<void> {
  return keep(client, reconcileId, [nightly], {
    spec: { calendars: [{ hour: 3, minute: 20 }], timezone: zone },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '12 hours' },
  });
}

/** Both. */
export async function keepSchedules(deps: RunsDeps, zone: string): Promise<void> {
  await keepWatch(deps);
  await keepReconciling(deps, zone);
}

/** A schedule whose id is also its workflow's type, and the beginning of its workflows' ids. */
function keep(client: Client, id: string, args: unknown[], schedule: Schedule): Promise<void> {
  const made: Omit<ScheduleOptions, 'scheduleId'> = {
    ...schedule,
    action: {
      type: 'startWorkflow',
      workflowType: id,
      workflowId: id,
      taskQueue: taskQueues.workflows,
      args,
    },
  };
  return orAway(client, async () => {
    try {
      await client.schedule.create({ scheduleId: id, ...made });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule.getHandle(id).update(({ state }) => ({ ...made, state }));
    }
  });
}
