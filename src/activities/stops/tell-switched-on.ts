import { WorkflowNotFoundError } from '@temporalio/client';
import { sequences } from '../../campaign/sequences/index.js';
import type { SwitchedOn } from '../../domain/run/switch.js';
import type { RunRegister } from '../deps.js';

const names = new Set<string>(sequences.map(({ name }) => name));
const toldAtOnce = 10;

/**
 * Tells every open run of a sequence that sending is on again. Repeating it tells only those that
 * `told` does not hold.
 * @returns the ids of all that were told.
 */
export function tellSwitchedOn({ runs }: { runs: RunRegister }) {
  return async (message: SwitchedOn, told: readonly string[]): Promise<string[]> => {
    const known = new Set(told);
    const isUntold = ({ id, isOpen }: { id: string; isOpen: boolean }) =>
      isOpen && !known.has(id) && names.has(id.split('/')[0] ?? '');
    const untold = (await runs.listOpen()).filter(isUntold);
    for (let at = 0; at < untold.length; at += toldAtOnce) {
      const part = untold.slice(at, at + toldAtOnce);
      await Promise.all(part.map(({ id }) => tell(runs, id, message)));
    }
    return [...known, ...untold.map(({ id }) => id)];
  };
}

async function tell(runs: RunRegister, id: string, message: SwitchedOn): Promise<void> {
  try {
    await runs.switchOn(id, message);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error; // it has ended meanwhile
  }
}
