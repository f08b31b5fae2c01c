import { olderTemplateNames } from '../campaign/older-names.js';
import type { FoundRow } from '../vendors/notion/found.js';
import type { CheckResult } from './check-result.js';
import { bare } from './look-alikes.js';

export interface TemplatePlan {
  /** Names that no row bears. */
  add: string[];
  /** Said while they are not added. */
  lacks: CheckResult[];
  findings: CheckResult[];
}

/** A template is read by its exact name; only the website sends some of them. */
export interface NeededTemplate {
  name: string;
  isOurs: boolean;
}

/** Compares the rows of the templates' database with the templates that emails need. Pure. */
export function planTemplates(
  needed: readonly NeededTemplate[],
  rows: readonly FoundRow[],
): TemplatePlan {
  const plan: TemplatePlan = { add: [], lacks: [], findings: [] };
  for (const template of needed) judge(template, rows, plan);
  return plan;
}

function judge({ name, isOurs }: NeededTemplate, rows: readonly FoundRow[], plan: TemplatePlan) {
  const one = {
    id: `template-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    group: 'Templates',
    what: `the template "${name}"`,
    // What the website sends, it sends without us.
    level: isOurs ? 'wrong' : 'warning',
  } as const;
  const names = [name, ...(olderTemplateNames[name] ?? [])];
  const called = names
    .map((own) => rows.filter((row) => row.name === own))
    .find((found) => found.length > 0);
  const active = called?.filter(({ status }) => status === 'Active') ?? [];
  if (active.length === 1) return;
  if (active.length > 1) {
    plan.findings.push({
      ...one,
      found: `${active.length} rows of this name are Active, so that its emails wait`,
      mend: `leave one of them Active: ${urls(active)}`,
    });
  } else if (called) {
    const statuses = called.map(({ status }) => (status ? `"${status}"` : 'empty'));
    plan.findings.push({
      ...one,
      found: `its Status is ${statuses.join(' and ')}, so that its emails wait`,
      mend: `set the Status to Active: ${urls(called.slice(0, 1))}`,
    });
  } else {
    const alike = rows.find((row) => names.some((own) => bare(own) === bare(row.name)));
    if (alike) {
      plan.findings.push({
        ...one,
        found: `there is none, and "${alike.name}" looks like it`,
        mend: `rename it to "${name}", to the letter: ${alike.url}`,
      });
      return;
    }
    plan.add.push(name);
    plan.lacks.push({
      ...one,
      found: 'there is none',
      mend: `evergreen notion setup --go adds ours; or write it: Template Name "${name}", Status Active`,
    });
  }
}

function urls(rows: readonly FoundRow[]): string {
  return rows.map(({ url }) => url).join(', ');
}
