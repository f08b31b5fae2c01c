import { type Command, Option } from 'commander';
import type { TemplatesReply } from '../api/operators/read-templates.js';
import { readCopy } from '../campaign/copy/template-folder.js';
import { readLayout } from '../campaign/copy/templates.js';
import { templateNames } from '../campaign/sequences/index.js';
import { closest } from '../campaign/suggest.js';
import { loadCopyConfig } from '../config/copy.js';
import type { FoundTemplate, TemplateReport } from '../domain/copy-report.js';
import type { LintTools } from '../templates/lint-template.js';
import { sayPlace } from '../templates/say.js';
import { askApi } from './api-client.js';
import { type Cli, describeCommand, type Said, saying, WrongUsage } from './cli.js';
import { indent, table } from './plain.js';

interface Asked {
  files?: true;
  folder: string;
}

export const defaultFolder = 'templates';

/** `templates lint [name…]`: what is wrong with copy. */
export function addLint(group: Command, cli: Cli): void {
  describeCommand(
    group.command('lint'),
    'what is wrong with copy, in Notion or in files; exit code 1 for a fault',
    'templates lint "5-Day E2"',
  )
    .argument('[name...]', 'their names (default: all)')
    .option('--files', 'files instead of Notion')
    .addOption(new Option('--folder <folder>', 'where the files are').default(defaultFolder))
    .action(
      saying(cli, async (names: string[], { files, folder }: Asked) => {
        const all = files ? await ofFiles(cli, folder) : await ofNotion(cli);
        return toSaid(pick(all, names));
      }),
    );
}

async function ofNotion(cli: Cli): Promise<TemplateReport[]> {
  return (await askApi<TemplatesReply>(cli, '/templates')).templates;
}

async function ofFiles(cli: Cli, folder: string): Promise<TemplateReport[]> {
  // Whatever renders is loaded by those commands alone that need it.
  const { lintSet } = await import('../templates/lint-set.js');
  const found = await readFolder(folder);
  return withLinter(cli, (tools) => lintSet(found, tools, cli.now()));
}

/** Files are linted here, with the settings of this environment. */
export async function withLinter<T>(cli: Cli, work: (tools: LintTools) => Promise<T>): Promise<T> {
  const { settings, sender } = loadCopyConfig(cli.env);
  const { room } = await import('../rendering/room.js');
  return work({ renderer: room, layout: await readLayout(), settings, sender });
}

async function readFolder(folder: string): Promise<FoundTemplate[]> {
  const found = await Promise.all(
    templateNames.map(async (name): Promise<FoundTemplate[]> => {
      const copy = await readCopy(folder, name);
      return copy ? [{ name, status: 'Active', ...copy }] : [];
    }),
  );
  return found.flat();
}

/** @throws {WrongUsage} naming one that nobody knows. */
function pick(all: TemplateReport[], names: readonly string[]): TemplateReport[] {
  if (names.length === 0) return all;
  return names.map((name) => all.find((one) => one.name === name) ?? unknown(name));
}

/** @throws {WrongUsage} */
function unknown(name: string): never {
  const near = closest(name, templateNames);
  throw new WrongUsage(`there is no template "${name}"${near ? `; did you mean "${near}"?` : ''}`);
}

/** The campaign's own name of a template. @throws {WrongUsage} */
export function requireName(name: string): string {
  return templateNames.includes(name) ? name : unknown(name);
}

function toSaid(templates: TemplateReport[]): Said {
  const findings = templates.flatMap((one) => one.findings);
  const faults = findings.filter(({ level }) => level === 'fault').length;
  const hints = findings.length - faults;
  const counts = `${count(faults, 'fault')}, ${count(hints, 'hint')}`;
  return {
    answer: { hasFaults: faults > 0, templates },
    lines: () => [
      ...templates.flatMap(sayReport),
      `${count(templates.length, 'template')}: ${faults + hints === 0 ? 'nothing to mend' : counts}`,
    ],
    failed: faults > 0 ? `${count(faults, 'fault')} to mend` : undefined,
  };
}

function sayReport({ name, sequence, number, findings }: TemplateReport): string[] {
  const which = sequence === undefined ? '' : ` (${sequence} #${number})`;
  const isToMend = findings.some(({ level }) => level === 'fault');
  const state = findings.length === 0 ? 'good' : isToMend ? 'to mend' : 'goes, with hints';
  const rows = findings.map(({ level, rule, place, says }) => [level, rule, sayPlace(place), says]);
  const [first, ...rest] = rows;
  return [`${name}${which}: ${state}`, ...(first ? indent(table(first, rest)) : [])];
}

function count(many: number, one: string): string {
  return `${many === 0 ? 'no' : many} ${one}${many === 1 ? '' : 's'}`;
}
