import { sequences } from '../campaign/sequences/index.js';
import { DAY } from '../domain/duration.js';
import {
  type FoundNamespace,
  type Namespace,
  neededAttributes,
  neededSchedules,
} from '../runs/namespace.js';
import type { CheckResult } from './check-result.js';
import { type NamespaceNeeds, planNamespace } from './temporal-plan.js';

/** What this campaign needs of a namespace: a finished run is remembered as long as it may not be repeated. */
export const namespaceNeeds: NamespaceNeeds = {
  retentionMs: Math.max(30 * DAY, ...sequences.map(({ sequence }) => sequence.reenrolAfterMs)),
  attributes: neededAttributes,
  schedules: neededSchedules,
};

/**
 * What is good and wrong with the namespace; changes nothing.
 * @throws {TemporalAway}
 */
export async function checkTemporal(namespace: Namespace): Promise<CheckResult[]> {
  return judgeNamespace(namespace.name, await namespace.look());
}

/** The same of a namespace as it was found. Pure. */
export function judgeNamespace(name: string, found: FoundNamespace): CheckResult[] {
  const { steps, findings } = planNamespace(name, found, namespaceNeeds);
  const bad = [...findings, ...steps.map(({ lack }) => lack)];
  if (found.state !== 'there') return bad.slice(0, 1); // the rest follows from it
  const told = new Set(bad.map(({ id }) => id));
  const all: [id: string, what: string][] = [
    ['temporal-namespace', `the namespace "${name}"`],
    ['temporal-retention', 'the retention of ended runs'],
    ['temporal-search-attributes', 'the search attributes'],
    ...neededSchedules.map((id): [string, string] => [
      `temporal-schedule-${id}`,
      `the schedule "${id}"`,
    ]),
  ];
  const good = all
    .filter(([id]) => !told.has(id))
    .map(([id, what]): CheckResult => ({ id, group: 'Temporal', what, level: 'good' }));
  return [...bad, ...good];
}
