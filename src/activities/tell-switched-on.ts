import { WorkflowNotFoundError } from '@temporalio/client';
import { sequences } from '../campaign/sequences/index.js';
import type { SwitchedOn } from '../domain/switch.js';
import type { RunRegister } from './deps.js';

const names = new Set(Object.values(sequences).map(({ name }) => name));

/**
 * Tells every open run of a sequence that sending is on again. Repeating it tells only those that
 * `told` does not hold.
 * @returns the ids of all that were told.
 */
export function tellSwitchedOn({ runs }: { runs: RunRegister }) {
  return async (message: SwitchedOn, told: readonly string[]): Promise<string[]> => {
    const known = new Set(told);
    for (const { id, isOpen } of await runs.listOpen()) {
      if (!isOpen || known.has(id) || !names.has(id.split('/')[0] ?? '')) continue;
      try {
        await runs.switchOn(id, message);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error; // it has ended meanwhile
      }
      known.add(id);
    }
    return [...known];
  };
}
