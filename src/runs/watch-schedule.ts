import {
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { ReconcileRequest } from '../domain/records/differences.js';
import { taskQueues } from '../domain/run/task-queues.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';

type Schedule = Omit<ScheduleOptions, 'scheduleId'>;

/** How far back each night looks: a night that fell out is made up for. */
const nightly: ReconcileRequest = { days: 3 };

/** By the schedule's id, which is also the beginning of its workflows' ids. */
function schedulesOf(zone: string): Record<string, Schedule> {
  return {
    watch: {
      spec: { intervals: [{ every: '1 minute' }] },
      // One that is late says all that those before it would have said.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: toAction('watch', []),
    },
    reconcile: {
      spec: { calendars: [{ hour: 3, minute: 20 }], timezone: zone },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '12 hours' },
      action: toAction('reconcile', [nightly]),
    },
  };
}

function toAction(name: string, args: unknown[]): Schedule['action'] {
  const taskQueue = taskQueues.workflows;
  return { type: 'startWorkflow', workflowType: name, workflowId: name, taskQueue, args };
}

/**
 * Has the server start a look over the whole every minute, and a comparison of all records each night in a
 * zone. Safe to repeat, also from several processes at once; one that an operator has paused stays paused.
 * @throws {TemporalAway} also where the server knows no schedules.
 */
export function keepWatch({ client }: RunsDeps, zone: string): Promise<void> {
  return orAway(client, async () => {
    for (const [scheduleId, schedule] of Object.entries(schedulesOf(zone))) {
      try {
        await client.schedule.create({ scheduleId, ...schedule });
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        const handle = client.schedule.getHandle(scheduleId);
        await handle.update(({ state }) => ({ ...schedule, state }));
      }
    }
  });
}
