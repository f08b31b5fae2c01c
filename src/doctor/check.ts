import type { CheckGroup, CheckResult } from '../setup/check-result.js';
import type { Installation } from './installation.js';

/** What one look gave that is not good. */
export interface Finding {
  level: Exclude<CheckResult['level'], 'good'>;
  found: string;
  mend: string;
}

/** One thing that `doctor` looks at. */
export interface Check {
  id: string;
  group: CheckGroup;
  /** As the subject of a sentence. */
  what: string;
  /** The worst that it may find; a look that throws, or takes too long, counts as that. */
  worst: Finding['level'];
  /** Settings without which there is nothing to look at. */
  needs?: readonly string[];
  /** Also the ids of results that are more than one line; default: its own. */
  ids?: readonly string[];
  /** How long it may take. Default: `usualLimitMs`. */
  limitMs?: number;
  look(installation: Installation): Promise<readonly CheckResult[]>;
}

type Described = Omit<Check, 'look'>;

/** A check whose look gives what is not good, of which there may be several lines. */
export function check(
  described: Described,
  look: (installation: Installation) => Promise<readonly Finding[]>,
): Check {
  return {
    ...described,
    async look(installation) {
      const findings = await look(installation);
      return findings.length > 0
        ? findings.map((finding) => toResult(described, finding))
        : [toResult(described)];
    },
  };
}

/** A line about what was looked at; good without a finding. */
export function toResult(
  { id, group, what }: Pick<Check, 'id' | 'group' | 'what'>,
  finding?: Finding,
): CheckResult {
  return { id, group, what, ...(finding ?? { level: 'good' }) };
}

export function warning(found: string, mend: string): Finding {
  return { level: 'warning', found, mend };
}

export function wrong(found: string, mend: string): Finding {
  return { level: 'wrong', found, mend };
}

/** Something else is in the way, of which another line tells; the message says what. */
export class NotLookedAt extends Error {
  override name = 'NotLookedAt';
}
