/** A workflow of its own, for test/workflows/no-empty-task.test.ts. */
import {
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';

export const told = defineSignal('told');
export const asked = defineUpdate<void, [{ isRefused: boolean }]>('asked');

const { rest } = proxyActivities<{ rest(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** Goes on as it was asked: in one way if that came along with the end of its rest, else in another. */
export async function listens(): Promise<void> {
  let askedMs: number | undefined;
  setHandler(told, () => undefined);
  setHandler(
    asked,
    () => {
      askedMs = Date.now();
    },
    {
      validator({ isRefused }) {
        if (isRefused) throw new Error('refused');
      },
    },
  );
  await rest();
  const restedMs = Date.now();
  await condition(() => askedMs !== undefined);
  if (askedMs === restedMs) await rest();
  else upsertMemo({ isApart: true });
}
