import { sequences } from '../campaign/sequences/index.js';
import type { Sequence } from '../domain/plan/sequence.js';

/** What workflows of runs are called; all that this room needs of the register of sequences. */

const byName = new Map<string, Sequence>(
  Object.values(sequences).map((sequence) => [sequence.name, sequence]),
);

/** Names of workflows: as in code, so that `noShow` walks the sequence `no-show`. */
export const workflowTypes: readonly string[] = Object.keys(sequences);

/** A run's id is made of its sequence, its person's key, and of the occasion where there may be several. */
export function partsOf(runId: string): { sequence: string; contactKey: string } {
  const [sequence = '', contactKey = ''] = runId.split('/');
  return { sequence, contactKey };
}

/** Whether a workflow's id is a run's. */
export function isRunId(workflowId: string): boolean {
  return byName.has(partsOf(workflowId).sequence);
}

/** The sequence of this name as it is written today; a run walks its own copy. */
export function findSequence(name: string): Sequence | undefined {
  return byName.get(name);
}

/** Ids that a person's runs have where nothing but the person is needed to tell them. */
export function derivedIds(contactKey: string): string[] {
  return ['assessment', 'onboarding'].map((name) => `${name}/${contactKey}`);
}
