import { olderTemplateNames } from '../campaign/older-names.js';
import { templateNames } from '../campaign/sequences/index.js';
import type { FoundTemplate } from '../domain/copy-report.js';

/** Which rows are a template's: they bear its name, or an older one. */

const knownNames = new Set(
  templateNames.flatMap((name) => [name, ...(olderTemplateNames[name] ?? [])]),
);

/** Whether an email asks for the template, by its name or by an older one. */
export function isAskedFor(name: string): boolean {
  return knownNames.has(name);
}

/** Rows of one template: all that bear its name, or else an older one. */
export function rowsOf(name: string, found: readonly FoundTemplate[]): FoundTemplate[] {
  for (const known of [name, ...(olderTemplateNames[name] ?? [])]) {
    const rows = found.filter((row) => row.name === known);
    if (rows.length > 0) return rows;
  }
  return [];
}

/** The one row that counts, or else the first that there is. */
export function rowOf(name: string, found: readonly FoundTemplate[]): FoundTemplate | undefined {
  const rows = rowsOf(name, found);
  return rows.find(({ status }) => status === 'Active') ?? rows[0];
}
