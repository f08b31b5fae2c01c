import type { CheckResult } from '../setup/check-result.js';

/** Results as lines: those that are good in one, the others with what was found and its mend. */
export function sayChecks(results: readonly CheckResult[]): string[] {
  return results.flatMap(({ level, what, found, mend }) =>
    level === 'good'
      ? [`good     ${what}`]
      : [`${level.padEnd(9)}${what}: ${found}`, `         mend: ${mend}`],
  );
}

/** Why a check of these fails; undefined when nothing required is wrong. */
export function failureOf(results: readonly CheckResult[], whatFor: string): string | undefined {
  const wrong = results.filter(({ level }) => level === 'wrong').length;
  if (wrong === 0) return undefined;
  return `${wrong === 1 ? 'one thing is' : `${wrong} things are`} wrong ${whatFor}`;
}
