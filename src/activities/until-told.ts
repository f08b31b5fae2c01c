import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';

/** The server signals many runs by itself; tried again until all of them are told. */
export async function untilTold(isDone: Promise<boolean>): Promise<void> {
  if (await isDone) return;
  throw ApplicationFailure.create({
    type: 'StillTelling',
    message: 'the server is still telling them',
    category: ApplicationFailureCategory.BENIGN,
  });
}
