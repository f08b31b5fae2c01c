import { SECOND } from '../domain/duration.js';
import { withoutAddresses } from '../domain/without-addresses.js';
import { inTime } from '../runs/deadline.js';
import type { CheckGroup, CheckResult } from '../setup/check-result.js';
import { type Check, NotLookedAt, toResult, warning } from './check.js';
import type { Installation } from './installation.js';

/** Resend and Notion are asked slowly, and checks wait for each other's turns. */
const usualLimitMs = 45 * SECOND;

export interface ExamineOptions {
  /** Told of each group as soon as all of it is looked at. */
  onGroup?: (group: CheckGroup, results: readonly CheckResult[]) => void;
  /** How long one check may take, whatever it says itself. */
  limitMs?: number;
}

/**
 * Looks at everything, side by side; results come in the order of the checks. It never throws: a check that
 * does, or takes too long, is a result itself. No result holds a secret, nor a thrown message an address.
 */
export async function examine(
  checks: readonly Check[],
  installation: Installation,
  { onGroup = () => {}, limitMs }: ExamineOptions = {},
): Promise<CheckResult[]> {
  const groups = [...new Set(checks.map(({ group }) => group))];
  const told = await Promise.all(
    groups.map(async (group) => {
      const own = checks.filter((one) => one.group === group);
      const results = await Promise.all(own.map((one) => lookAt(one, installation, limitMs)));
      onGroup(group, results.flat());
      return results.flat();
    }),
  );
  return told.flat();
}

async function lookAt(
  one: Check,
  installation: Installation,
  limitMs: number = one.limitMs ?? usualLimitMs,
): Promise<CheckResult[]> {
  const missing = (one.needs ?? []).filter((name) => installation.unusable.has(name));
  const results = await inTime(limitMs, async () => {
    if (missing.length > 0) throw new NotLookedAt(`${missing.join(' and ')} cannot be used`);
    return one.look(installation);
  }).catch((error: unknown) => [toResult(one, findingOf(error, one))]);
  return results.map((result) => scrubbed(result, installation.scrub));
}

function findingOf(error: unknown, { worst }: Check) {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof NotLookedAt) {
    return warning(`not looked at: ${why}`, 'mend that first, then run doctor again');
  }
  return {
    level: worst,
    // Whoever throws may quote anything.
    found: `nobody can tell: ${withoutAddresses(why)}`,
    mend: 'run doctor again; if it stays so, look at the connection from this machine',
  };
}

function scrubbed(
  { found, mend, ...result }: CheckResult,
  scrub: (text: string) => string,
): CheckResult {
  return {
    ...result,
    ...(found !== undefined && { found: scrub(found) }),
    ...(mend !== undefined && { mend: scrub(mend) }),
  };
}
