import { WorkflowNotFoundError } from '@temporalio/client';
import { stops } from '../campaign/stops.js';
import type { StopRequest } from '../domain/run.js';
import type { RunRegister } from './deps.js';

/**
 * Signals the stop to every open run of the contact that it ends: those that the server lists, and
 * those whose ids can be derived, as a run started a moment ago is not listed yet. Safe to repeat.
 * @returns the ids of the runs that took the signal.
 */
export function stopRuns({ runs }: { runs: RunRegister }) {
  return async ({ contactKey, ...message }: StopRequest): Promise<string[]> => {
    const { ends } = stops[message.cause];
    const derived = ['assessment', 'onboarding'].map((name) => `${name}/${contactKey}`);
    const ids = new Set([...derived, ...(await runs.listOpen(contactKey))]);
    const stopped: string[] = [];
    for (const id of ids) {
      const [sequence = ''] = id.split('/');
      if (!ends.includes(sequence)) continue;
      try {
        await runs.stop(id, message);
        stopped.push(id);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error; // none open under this id
      }
    }
    return stopped;
  };
}
