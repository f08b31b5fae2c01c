import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Telling } from '../domain/run/switch.js';
import type { ActivityDeps } from './deps.js';

/** Has the server tell runs that sending is on again; tried again until all of them are told. */
export function tellSwitchedOn({ runs }: Pick<ActivityDeps, 'runs'>) {
  return async (asked: Telling): Promise<void> => {
    if (await runs.tellSwitchedOn(asked)) return;
    throw ApplicationFailure.create({
      type: 'StillTelling',
      message: 'the server is still telling them',
      category: ApplicationFailureCategory.BENIGN,
    });
  };
}
