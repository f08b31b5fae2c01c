import { finding } from '../campaign/copy-rules.js';
import { useOf } from '../campaign/copy-variables.js';
import { templateNames } from '../campaign/sequences/index.js';
import { closest } from '../campaign/suggest.js';
import type { Finding, FoundTemplate, TemplateReport } from '../domain/copy-report.js';
import { lintCompatibility } from './compatibility.js';
import { type LintTools, lintTemplate } from './lint-template.js';
import { isAskedFor, rowOf, rowsOf } from './rows.js';

/** What is to be said of all templates of the campaign, and of rows that no email asks for. */
export async function lintSet(
  found: readonly FoundTemplate[],
  tools: LintTools,
  now: Date,
): Promise<TemplateReport[]> {
  const reports: TemplateReport[] = [];
  for (const name of templateNames) {
    const report = await lintOne(name, found, tools, now);
    const hints = lintCompatibility(rowOf(name, found)?.html ?? '');
    reports.push({ ...report, findings: [...report.findings, ...hints] });
  }
  return [...withSameSubjects(reports), ...strays(found)];
}

/** What is to be said of one template of the campaign, and of its rows. */
export async function lintOne(
  name: string,
  found: readonly FoundTemplate[],
  tools: LintTools,
  now: Date,
): Promise<TemplateReport> {
  const use = useOf(name);
  const row = rowOf(name, found);
  const ofCopy = row ? await lintTemplate({ ...row, name }, tools, now) : [];
  return {
    name,
    ...(use && {
      sequence: use.event.name,
      number: use.email.number,
      sentBy: use.email.sentBy === 'website' ? 'website' : 'evergreen',
    }),
    ...(row && ofRow(row)),
    findings: [...ofRows(name, rowsOf(name, found)), ...ofCopy],
  };
}

function ofRow({ id, status, subject, editedAt }: FoundTemplate): Partial<TemplateReport> {
  return {
    subject,
    ...(status && { status }),
    ...(editedAt && { editedAt }),
    ...(id && { url: `https://www.notion.so/${id.replaceAll('-', '')}` }),
  };
}

function ofRows(name: string, rows: readonly FoundTemplate[]): Finding[] {
  const active = rows.filter(({ status }) => status === 'Active').length;
  if (active === 1) return [];
  if (active > 1) {
    return [
      finding(
        'doubled',
        `expected one Active template, found ${active} (${rows.length} by that name)`,
      ),
    ];
  }
  const states = rows.map(({ status }) => status ?? 'no status').join(', ');
  const says =
    rows.length === 0
      ? `there is no template "${name}"`
      : `expected one Active template, found none (${states})`;
  const found = finding(rows.length === 0 ? 'missing' : 'inactive', says);
  // Only the website and the sandbox use what the website sends.
  const isOurs = useOf(name)?.email.sentBy !== 'website';
  return [isOurs ? found : { ...found, level: 'hint', holds: false }];
}

function withSameSubjects(reports: TemplateReport[]): TemplateReport[] {
  return reports.map((report) => {
    const { name, subject } = report;
    const other = reports.find((one) => one.name !== name && one.subject === subject);
    if (!subject || !other) return report;
    const says = `its subject is that of "${other.name}"`;
    return {
      ...report,
      findings: [...report.findings, finding('same-subject', says, { part: 'subject' })],
    };
  });
}

/** Active rows that no email asks for: a name with a typing error mostly. */
function strays(found: readonly FoundTemplate[]): TemplateReport[] {
  return found
    .filter(({ name, status }) => status === 'Active' && !isAskedFor(name))
    .map((row) => {
      const near = closest(row.name, templateNames);
      const says = `no email asks for "${row.name}"${near ? `; did you mean "${near}"?` : ''}`;
      return { name: row.name, ...ofRow(row), findings: [finding('name-unknown', says)] };
    });
}
