import { setTimeout } from 'node:timers/promises';
import { loadWorkspaceConfig } from '../config/workspace.js';
import { judgeWorkspace } from '../setup/check-notion.js';
import type { CheckResult } from '../setup/check-result.js';
import {
  conflictsIn,
  readEnvFile,
  type Settings,
  settingIn,
  withSettings,
  writeEnvFile,
} from '../setup/env-file.js';
import { databaseKeys, databaseSettings } from '../setup/ours.js';
import { sayPlan } from '../setup/say-plan.js';
import { setUpNotion } from '../setup/set-up-notion.js';
import { survey } from '../setup/survey.js';
import type { Asked, Survey } from '../setup/workspace.js';
import { openBuilder } from '../vendors/notion/builder.js';
import { type Cli, Failed, type Said } from './cli.js';
import { indent, plain } from './plain.js';
import { failureOf, sayChecks } from './say-checks.js';

/** What was typed. */
export interface Given {
  parent?: string;
  dryRun?: true;
  go?: true;
  /** `true` without a file. */
  writeEnv?: string | true;
  replace?: true;
}

/** What a program is told of a setup. */
interface Answer {
  changed: boolean;
  dryRun: boolean;
  steps: string[];
  databases: Record<string, { id: string; url: string }>;
  /** What belongs into the environment, and whether it is not there yet. */
  settings: Settings;
  isNew: boolean;
  /** The file that has them now. */
  envFile?: string;
  notes: string[];
  results: CheckResult[];
}

/** Plans, and does it where that is asked for or nothing is there that a person may have made. */
export async function setUpWorkspace(cli: Cli, given: Given): Promise<Said> {
  const say = (line: string) => cli.printError(`${plain(line)}\n`);
  const config = loadWorkspaceConfig(cli.env);
  const file = await openFile(given);
  const asked: Asked = { ...config, parent: given.parent, databases: named(config, file?.text) };
  const builder = openBuilder({
    ...config,
    onWait: (ms) => say(`Notion asks for a pause of ${Math.ceil(ms / 1_000)} s …`),
  });
  say('looking at the workspace …');
  const found = await survey(builder, asked);
  refuseOtherIds(file, settingsOf(asked, found), given);
  const isDryRun = given.dryRun === true || (found.hasSomething && given.go !== true);
  if (isDryRun) return tell(planned(asked, found, file, config));
  const pause = (ms: number) => setTimeout(ms);
  const { done, survey: after } = await setUpNotion({ builder, say, pause }, asked, found);
  const settings = settingsOf(asked, after);
  const { wrote, unwritten } = await write(file, settings);
  const results = [...unwritten, ...judgeWorkspace(after)];
  return tell({
    changed: done.length > 0 || wrote.length > 0,
    dryRun: false,
    steps: [...done, ...wrote],
    databases: shown(after),
    settings,
    isNew: hasNew(config, settings),
    ...(file && { envFile: file.name }),
    notes: after.notes,
    results: results.filter(({ level }) => level !== 'good'),
  });
}

interface EnvFile {
  name: string;
  text: string;
}

async function openFile({ writeEnv }: Given): Promise<EnvFile | undefined> {
  if (writeEnv === undefined) return undefined;
  const name = writeEnv === true ? '.env' : writeEnv;
  return { name, text: await readEnvFile(name) };
}

/** The environment counts; then the file, which may not be loaded yet. */
function named(config: Pick<Asked, 'databases'>, text = ''): Asked['databases'] {
  const entries = databaseKeys.flatMap((key) => {
    const id = config.databases[key] ?? settingIn(text, databaseSettings[key]);
    return id === undefined ? [] : [[key, id]];
  });
  return Object.fromEntries(entries) as Asked['databases'];
}

/** As they were named, else as they were found. */
function settingsOf(asked: Asked, { databases }: Survey): Settings {
  return Object.fromEntries(
    databaseKeys.flatMap((key) => {
      const id = asked.databases[key] ?? databases[key]?.databaseId;
      return id === undefined ? [] : [[databaseSettings[key], id]];
    }),
  );
}

function hasNew({ databases }: Pick<Asked, 'databases'>, settings: Settings): boolean {
  return databaseKeys.some(
    (key) => databases[key] === undefined && settings[databaseSettings[key]] !== undefined,
  );
}

/** Before anything is made: what was made and is named nowhere would be made again. */
function refuseOtherIds(file: EnvFile | undefined, settings: Settings, { replace }: Given): void {
  if (!file || replace) return;
  const others = conflictsIn(file.text, settings);
  if (others.length === 0) return;
  throw new Failed(
    `${file.name} has another id for ${others.join(', ')}; nothing was changed. --replace writes over it`,
  );
}

function planned(
  asked: Asked,
  found: Survey,
  file: EnvFile | undefined,
  config: Pick<Asked, 'databases'>,
): Answer {
  const settings = settingsOf(asked, found);
  const results = judgeWorkspace({ ...found, lacks: unmendable(found) });
  return {
    changed: false,
    dryRun: true,
    steps: sayPlan(found),
    databases: shown(found),
    settings,
    isNew: hasNew(config, settings),
    ...(file && { envFile: file.name }),
    notes: found.notes,
    results: results.filter(({ level }) => level !== 'good'),
  };
}

/** Without a page there is nowhere to make what is missing. */
function unmendable({ page, lacks }: Survey): CheckResult[] {
  const ids = new Set(databaseKeys.map((key) => `notion-${key}`));
  return page ? [] : lacks.filter(({ id }) => ids.has(id));
}

/** Where it fails, what was made is told all the same: else it would be made again. */
async function write(
  file: EnvFile | undefined,
  settings: Settings,
): Promise<{ wrote: string[]; unwritten: CheckResult[] }> {
  const text = withSettings(file?.text ?? '', settings);
  if (!file || text === file.text) return { wrote: [], unwritten: [] };
  try {
    await writeEnvFile(file.name, text);
    const wrote = [`write the ids of the databases into ${file.name}`];
    return { wrote, unwritten: [] };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const names = Object.entries(settings).map(([name, id]) => `${name}=${id}`);
    const result: CheckResult = {
      id: 'env-file',
      group: 'Configuration',
      what: file.name,
      level: 'wrong',
      found: `it could not be written (${why})`,
      mend: `write into it: ${names.join(' ')}`,
    };
    return { wrote: [], unwritten: [result] };
  }
}

function shown({ databases }: Survey): Answer['databases'] {
  return Object.fromEntries(
    databaseKeys.flatMap((key) => {
      const found = databases[key];
      return found ? [[key, { id: found.databaseId, url: found.url }]] : [];
    }),
  );
}

function tell(answer: Answer): Said {
  const { results } = answer;
  return {
    answer,
    lines: () => (answer.dryRun ? sayPlanned(answer) : sayDone(answer)),
    failed: failureOf(results, 'that setup does not mend'),
  };
}

function sayPlanned(answer: Answer): string[] {
  const { steps, results, notes, databases } = answer;
  const isThere = steps.length === 0 && results.length === 0;
  return [
    ...(steps.length > 0 ? ['Would be done:', ...indent(steps)] : []),
    ...sayChecks(results),
    ...notes,
    ...(isThere ? ['Everything is there.'] : []),
    ...Object.entries(databases).map(([key, { url }]) => `${key}: ${url}`),
    steps.length > 0 ? 'Nothing was changed. With --go it is done.' : 'Nothing was changed.',
  ];
}

function sayDone({ changed, steps, results, notes, settings, isNew, envFile }: Answer): string[] {
  const names = Object.entries(settings).map(([name, id]) => `${name}=${id}`);
  return [
    ...(changed ? ['Done:', ...indent(steps)] : ['Nothing was to be done.']),
    ...sayChecks(results),
    ...notes,
    ...(isNew && envFile === undefined
      ? ['For the environment (--write-env writes it):', ...indent(names)]
      : []),
  ];
}
