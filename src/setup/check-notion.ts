import { type BuilderConfig, openBuilder } from '../vendors/notion/builder.js';
import { type DatabaseKey, databaseTitles } from '../vendors/notion/schema.js';
import type { CheckResult } from './check-result.js';
import { databaseKeys } from './ours.js';
import { survey } from './survey.js';
import type { Asked, Survey } from './workspace.js';

/** Which workspace is looked at, and how it is asked. The `notion` of a whole configuration is one. */
export type NotionTarget = BuilderConfig & Pick<Asked, 'databases' | 'propertyNames'>;

/**
 * What is good and wrong with the workspace: databases, properties, options, templates (missing, doubled,
 * inactive; their copy is not read). Changes nothing. That Notion refuses or does not answer is a result
 * too, and no throw.
 */
export async function checkNotionWorkspace(target: NotionTarget): Promise<CheckResult[]> {
  return judgeWorkspace(await survey(openBuilder(target), target));
}

const rank = { wrong: 0, warning: 1, good: 2 };

/** All that is to be said of a workspace, the worst first. Pure. */
export function judgeWorkspace(found: Survey): CheckResult[] {
  const bad = [...found.findings, ...found.lacks];
  return [...bad, ...goodOnes(found, bad)].toSorted((a, b) => rank[a.level] - rank[b.level]);
}

function goodOnes({ databases, templates }: Survey, bad: readonly CheckResult[]): CheckResult[] {
  const isClean = (key: DatabaseKey) =>
    databases[key] &&
    !bad.some(({ id }) => id === `notion-${key}` || id.startsWith(`notion-${key}-`));
  const good = databaseKeys.filter(isClean).map(
    (key): CheckResult => ({
      id: `notion-${key}`,
      group: 'Notion',
      what: `${key}: "${databases[key]?.title || databaseTitles[key]}"`,
      level: 'good',
    }),
  );
  const areTemplatesClean = templates && !bad.some(({ group }) => group === 'Templates');
  return areTemplatesClean
    ? [...good, { id: 'templates', group: 'Templates', what: 'the templates', level: 'good' }]
    : good;
}
