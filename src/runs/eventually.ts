import { setTimeout } from 'node:timers/promises';
import { MINUTE, SECOND } from '../domain/duration.js';

/**
 * Asks until it is so: what was just made is not known to all parts of a server at once.
 * @throws {Error} when it is not so within a minute.
 */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + MINUTE;
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error('Temporal does not show what was made, for a minute');
    await setTimeout(SECOND / 2);
  }
}
