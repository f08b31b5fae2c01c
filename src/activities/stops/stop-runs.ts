import { WorkflowNotFoundError } from '@temporalio/client';
import { stopNamed } from '../../campaign/stops.js';
import { causeOf, type StopMessage, type StopRequest } from '../../domain/run/stop.js';
import type { RunRegister } from '../deps.js';

/**
 * Signals a stop to every open run of the contact that it ends: those that the server lists, and
 * those whose ids can be derived, as a run started a moment ago is not listed yet. A run that started
 * after the stop goes on. Safe to repeat.
 * @returns the ids of the runs that took the signal.
 */
export function stopRuns({ runs }: { runs: RunRegister }) {
  return async (asked: { request: StopRequest; startedBefore?: string }): Promise<string[]> => {
    const { stop, contactKey, email: _, spares, ...message } = asked.request;
    const derived = ['assessment', 'onboarding'].map((name) => runs.find(`${name}/${contactKey}`));
    const found = [...(await Promise.all(derived)), ...(await runs.listOpen(contactKey))];
    const open = found.filter((run) => run !== undefined).filter(({ isOpen }) => isOpen);
    const stopped = new Set<string>();
    for (const { id, startedAt } of open) {
      if (stopped.has(id) || id === spares) continue;
      if (!isEnded(stop, id)) continue;
      if (asked.startedBefore !== undefined && startedAt > asked.startedBefore) continue;
      if (await signal(runs, id, { ...message, cause: causeOf(stop) })) stopped.add(id);
    }
    return [...stopped];
  };
}

function isEnded(stop: StopRequest['stop'], id: string): boolean {
  return stopNamed(stop).ends.includes(id.split('/')[0] ?? '');
}

/** False when the run has ended meanwhile. */
async function signal(runs: RunRegister, id: string, message: StopMessage): Promise<boolean> {
  try {
    await runs.stop(id, message);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
