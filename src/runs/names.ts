import { sequenceOf, sequences } from '../campaign/sequences/index.js';

/** What workflows of runs are called; all that this room needs of the register of sequences. */

/** As in code, so that `noShow` walks the sequence `no-show`. */
export const workflowTypes: readonly string[] = sequences.map(({ workflowType }) => workflowType);

/** A run's id is made of its sequence, its person's key, and of the occasion where there may be several. */
export function partsOf(runId: string): { sequence: string; contactKey: string } {
  const [sequence = '', contactKey = ''] = runId.split('/');
  return { sequence, contactKey };
}

/** How many parts the ids of a sequence's runs have; undefined for what is no sequence. */
export function partCountOf(sequence: string): number | undefined {
  const known = sequenceOf(sequence);
  return known && (known.event.hasOccasion ? 3 : 2);
}

/** Temporal refuses to look for longer ones. */
const mostBytes = 1_000;

/** Whether a workflow may be called so; its database takes no NUL. */
export function canBeId(text: string): boolean {
  return Buffer.byteLength(text) <= mostBytes && !/\p{Cc}/u.test(text);
}

/** Whether a workflow's id is a run's. */
export function isRunId(workflowId: string): boolean {
  return canBeId(workflowId) && sequenceOf(partsOf(workflowId).sequence) !== undefined;
}

/** Ids that a person's runs have where nothing but the person is needed to tell them. */
export function derivedIds(contactKey: string): string[] {
  const alone = sequences.filter(({ event }) => !event.hasOccasion);
  return alone.map(({ name }) => `${name}/${contactKey}`);
}
