import type { Namespace } from '../runs/namespace.js';
import type { CheckResult } from './check-result.js';
import { judgeNamespace, namespaceNeeds } from './check-temporal.js';
import { planNamespace } from './temporal-plan.js';

/** What was done to a namespace, or would be. */
export interface TemporalSetUp {
  namespace: string;
  dryRun: boolean;
  changed: boolean;
  steps: { does: string; done: boolean; byHand: readonly string[] }[];
  /** How it stands after that. */
  results: CheckResult[];
}

/**
 * Gives a namespace what runs need; changes nothing else, and shortens no retention. Safe to repeat. What the
 * server does not take from us stays among the results, with the command that does it.
 * @throws {TemporalAway}
 */
export async function setUpTemporal(
  namespace: Namespace,
  { isDryRun, say }: { isDryRun: boolean; say: (line: string) => void },
): Promise<TemporalSetUp> {
  const { name } = namespace;
  const found = await namespace.look();
  const { steps } = planNamespace(name, found, namespaceNeeds);
  const told: TemporalSetUp['steps'] = [];
  let isBarred = false;
  for (const { does, byHand, isFirst, carryOut } of steps) {
    if (isDryRun || isBarred) {
      told.push({ does, done: false, byHand });
      continue;
    }
    say(`${does} …`);
    const done = (await carryOut(namespace)) === 'done';
    told.push({ does, done, byHand });
    isBarred = isFirst && !done; // nothing can be added to what is not there
  }
  const changed = told.some(({ done }) => done);
  const results = judgeNamespace(name, changed ? await namespace.look() : found);
  return {
    namespace: name,
    dryRun: isDryRun,
    changed,
    steps: told,
    results: refusedAs(results, told),
  };
}

/** What we may not do ourselves is not to be mended by asking us again. */
function refusedAs(results: readonly CheckResult[], told: TemporalSetUp['steps']): CheckResult[] {
  const refused = told.filter(({ done }) => !done);
  return results.map((result) => {
    const byHand = refused.find((step) => result.mend?.includes(step.byHand.join('; ')))?.byHand;
    return byHand ? { ...result, mend: byHand.join('; ') } : result;
  });
}
