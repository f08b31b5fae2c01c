import {
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { taskQueues } from '../domain/run/task-queues.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';

/** The schedule's id, and the beginning of its workflows' ids. */
export const watchId = 'watch';

const schedule = {
  spec: { intervals: [{ every: '1 minute' }] },
  // One that is late says all that those before it would have said.
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  action: {
    type: 'startWorkflow',
    workflowType: 'watch',
    workflowId: watchId,
    taskQueue: taskQueues.workflows,
    args: [],
  },
} satisfies Partial<ScheduleOptions>;

/**
 * Has the server start a look over the whole every minute. Safe to repeat, also from several processes
 * at once; one that an operator has paused stays paused.
 * @throws {TemporalAway} also where the server knows no schedules.
 */
export function keepWatch({ client }: RunsDeps): Promise<void> {
  return orAway(client, async () => {
    try {
      await client.schedule.create({ scheduleId: watchId, ...schedule });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule.getHandle(watchId).update(({ state }) => ({ ...schedule, state }));
    }
  });
}
