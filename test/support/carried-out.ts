import type { Client } from '@temporalio/client';

/** The runs, the record in Notion, the runs once more, and a last time when Notion has it. */
const stepsOfStop = 4;

/** Whether a stop has done all that it does, be it that it has ended or that it holds from now on. */
export async function isCarriedOut({ workflow }: Client, stopId: string): Promise<boolean> {
  const handle = workflow.getHandle(stopId);
  const found = await handle.describe().catch(() => undefined);
  if (found?.status.name !== 'RUNNING') return found !== undefined;
  const { events } = await handle.fetchHistory();
  const done = events?.filter((event) => event.activityTaskCompletedEventAttributes) ?? [];
  return done.length >= stepsOfStop && !found.raw.pendingActivities?.length;
}
