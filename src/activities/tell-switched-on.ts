import type { Telling } from '../domain/run/switch.js';
import type { ActivityDeps } from './deps.js';
import { untilTold } from './until-told.js';

/** Has the server tell runs that sending is on again. */
export function tellSwitchedOn({ runs }: Pick<ActivityDeps, 'runs'>) {
  return (asked: Telling): Promise<void> => untilTold(runs.tellSwitchedOn(asked));
}
