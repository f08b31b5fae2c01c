import { LRUCache } from 'lru-cache';
import { olderTemplateNames } from '../../campaign/older-names.js';
import { BlockedTemplate } from '../../domain/errors.js';
import type { Template } from '../../domain/mail/template.js';
import { type LintTools, lintTemplate } from '../../templates/lint-template.js';
import { sayFinding } from '../../templates/say.js';
import type { templatesSchema } from '../../vendors/notion/schema.js';
import type { Row } from '../../vendors/notion/table.js';
import type { ActivityDeps } from '../deps.js';

type TemplateRow = Row<typeof templatesSchema>;

/**
 * Reads the one Active template of a name in Notion; kept for a while, as many runs need the same copy
 * at once.
 * @throws {BlockedTemplate} when there is none, more than one, or one that nobody could be sent.
 */
export function templateLoader({
  workspace,
  templateCacheMs,
  now,
  ...tools
}: Pick<ActivityDeps, 'workspace' | 'templateCacheMs' | 'now'> & LintTools) {
  const cache = new LRUCache<string, Template>({ max: 100, ttl: templateCacheMs });
  return async (name: string): Promise<Template> => {
    const cached = cache.get(name);
    if (cached) return cached;
    const rows = await findRows(workspace.templates, [name, ...(olderTemplateNames[name] ?? [])]);
    const active = rows.filter(({ values }) => values.status === 'Active');
    const [row] = active;
    if (!row || active.length > 1) {
      const found = `found ${active.length || 'none'} (${rows.length} by that name)`;
      throw new BlockedTemplate(`template "${name}": expected one Active template, ${found}`);
    }
    const { subject, text } = row.values;
    if (!subject) throw new BlockedTemplate(`template "${name}": the subject is empty`);
    const html = row.values.html?.trim() || (await readPage(workspace, name, row.id));
    if (!html) throw new BlockedTemplate(`template "${name}": the body is empty`);
    const template = { name, subject, html, ...(text && { text }) };
    const findings = await lintTemplate({ ...template, status: 'Active' }, tools, await now());
    const fault = findings.find(({ holds }) => holds);
    if (fault) throw new BlockedTemplate(`template "${name}"${sayFinding(fault)}`);
    cache.set(name, template);
    return template;
  };
}

/** The copy that stands on the row's own page, where its HTML property is empty. */
async function readPage(
  { readPageBody }: ActivityDeps['workspace'],
  name: string,
  pageId: string,
): Promise<string> {
  try {
    return await readPageBody(pageId);
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    throw new BlockedTemplate(`template "${name}": ${error.message}`, { cause: error });
  }
}

/** The templates under the first of these names that has any, Active or not. */
async function findRows(
  templates: ActivityDeps['workspace']['templates'],
  names: readonly string[],
): Promise<TemplateRow[]> {
  for (const name of names) {
    const rows = await templates.find('name', 'equals', name);
    const exact = rows.filter(({ values }) => values.name === name);
    if (exact.length > 0) return exact;
  }
  return [];
}
