import type { PropertyNames } from '../vendors/notion/property-names.js';
import type { CheckResult } from './check-result.js';
import { databaseKeys } from './ours.js';
import type { Survey } from './workspace.js';

/**
 * The findings, those of renamed columns with the setting that mends all of them at once: beside what it says
 * already. Pure.
 */
export function withMapping(
  { findings, columns }: Pick<Survey, 'findings' | 'columns'>,
  given: PropertyNames | undefined,
): CheckResult[] {
  const mapping = Object.fromEntries(
    databaseKeys.flatMap((key) => {
      const proposed = [...(columns[key]?.renames.values() ?? [])];
      const names = { ...given?.[key], ...Object.fromEntries(proposed) };
      return Object.keys(names).length > 0 ? [[key, names]] : [];
    }),
  );
  // Between single quotes, in a shell as in a file of settings.
  const setting = JSON.stringify(mapping).replaceAll("'", String.raw`\u0027`);
  const isRename = (finding: CheckResult) =>
    databaseKeys.some((key) => columns[key]?.renames.has(finding));
  return findings.map((finding) =>
    isRename(finding)
      ? { ...finding, mend: `${finding.mend}, or set NOTION_PROPERTY_NAMES='${setting}'` }
      : finding,
  );
}
