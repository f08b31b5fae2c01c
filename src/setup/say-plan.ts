import { type DatabaseKey, databaseTitles } from '../vendors/notion/schema.js';
import type { ColumnPlan } from './columns.js';
import { databaseKeys, neededTemplates } from './ours.js';
import type { Survey } from './workspace.js';

/** What setup would do, as lines of a list. Pure. */
export function sayPlan({ missing, page, columns, templates }: Survey): string[] {
  const made = page ? missing : [];
  const isTemplatesNew = made.includes('templates');
  const absent = isTemplatesNew ? neededTemplates.map(({ name }) => name) : (templates?.add ?? []);
  return [
    ...made.map((key) => `make the database "${databaseTitles[key]}" on the page "${page?.title}"`),
    ...databaseKeys.flatMap((key) => sayColumns(key, columns[key] ?? { add: [], options: [] })),
    ...absent.map((name) => `add the template "${name}", Active`),
  ];
}

/** What is added to the columns of one database, as lines of a list. Pure. */
export function sayColumns(key: DatabaseKey, plan: Pick<ColumnPlan, 'add' | 'options'>): string[] {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  return [
    ...plan.add.map(({ name, type }) => `add the column "${name}" (${type}) to ${key}`),
    ...plan.options.map(
      ({ column, lacking }) => `add the options ${quoted(lacking)} to "${column}" of ${key}`,
    ),
  ];
}
