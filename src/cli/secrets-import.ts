import { olderSettings, settingNames } from '../config/environment.js';
import { judgeConfig } from '../config.js';
import { drawSecret, ownSecrets } from '../setup/draw-secrets.js';
import { conflictsIn, type Settings, withSettings, writeEnvFile } from '../setup/env-file.js';
import { convertOlderSecrets, type OlderSecrets } from '../setup/older-secrets.js';
import { type OlderFile, readOlderSecrets } from '../setup/read-older-secrets.js';
import { SettingsFile, settingsHeading } from '../setup/settings-file.js';
import type { Said } from './cli.js';
import { indent, table } from './plain.js';

/** What was typed, beside the file. */
export interface ImportGiven {
  out?: string;
  makeMissing?: true;
  add?: true;
  replace?: true;
  dryRun?: true;
}

type Asked = ImportGiven & { file: string; out: string };

/** A setting, and what is the matter with it. */
interface Fault {
  name: string;
  why: string;
}

/** What a program is told. Nothing in it is a value. */
interface Answer {
  system: string;
  envFile: string;
  dryRun: boolean;
  taken: { name: string; from: string; notes: string[] }[];
  /** Drawn at random. */
  made: string[];
  /** What the file has now that it had not, or would have. */
  written: string[];
  /** Found there, and of no use as they are. */
  refused: Fault[];
  /** Needed here, and still to be set. */
  missing: Fault[];
  /** Nothing here uses them, or lines that say nothing. */
  unused: string[];
  warnings: string[];
}

/** Writes an older system's settings into a file of ours: all that can be used, or nothing. */
export async function importSecrets(asked: Asked): Promise<Said> {
  const older = await readOlderSecrets(asked.file);
  const read = convertOlderSecrets(older);
  const file = await SettingsFile.open(asked.out);
  const before = withoutExamples(file);
  const { usable, refused } = judge(read, asked.replace ? {} : before, before);
  const made = asked.makeMissing ? draw({ ...before, ...usable }) : {};
  const settings = { ...usable, ...made };
  const text = withSettings(file.text || `${settingsHeading}\n`, settings);
  const written = Object.entries(settings).flatMap(([name, value]) =>
    withSettings(file.text, { [name]: value }) === file.text ? [] : [name],
  );
  const answer: Answer = {
    system: older.system,
    envFile: asked.out,
    dryRun: asked.dryRun === true,
    taken: read.taken
      .filter(({ name }) => name in usable)
      .map(({ name, from, notes }) => ({ name, from, notes })),
    made: Object.keys(made),
    written,
    refused,
    missing: missingIn({ ...before, ...settings }, refused),
    unused: [...read.unused, ...older.unread],
    warnings: warningsOf(older.system, { ...before, ...usable }),
  };
  const hindrance = hindranceOf(asked, read, file, settings, written);
  if (hindrance !== undefined) return tell({ ...answer, written: [] }, hindrance);
  if (!asked.dryRun && written.length > 0) await writeEnvFile(asked.out, text);
  return tell(answer, undefined);
}

/** Settings that the file has already; an example is nothing. */
function withoutExamples(file: SettingsFile): Settings {
  const names = [...Object.keys(olderSettings), ...settingNames, ...ownSecrets];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = file.value(name);
      return value === undefined ? [] : [[olderSettings[name] ?? name, value]];
    }),
  );
}

/** What can be written of what was taken, by the one schema; the rest with what was expected. */
function judge(read: OlderSecrets, kept: Settings, before: Settings) {
  const taken = Object.fromEntries(read.taken.map(({ name, value }) => [name, value]));
  const faults = faultsOf({ ...before, ...taken, ...kept });
  const refused: Fault[] = [...read.unreadable];
  const usable: Record<string, string> = {};
  for (const { name, value } of read.taken) {
    const fault = isWritable(value)
      ? faults.find((one) => one.name === name && kept[name] === undefined)
      : { name, why: 'holds what no line of such a file can hold: set it yourself' };
    if (fault) refused.push(fault);
    else usable[name] = value;
  }
  return { usable, refused };
}

/** One line, and not all kinds of quotes at once. */
function isWritable(value: string): boolean {
  return !/[\r\n]/.test(value) && !(value.includes("'") && /["$\\`]/.test(value));
}

function faultsOf(settings: Settings): Fault[] {
  return judgeConfig(settings, {}).faults.map((fault) => {
    const [, name = '', why = fault] = /^(\w+)(?:[^\w:][^:]*)?: (.*)$/s.exec(fault) ?? [];
    return { name, why };
  });
}

function missingIn(settings: Settings, refused: readonly Fault[]): Fault[] {
  return faultsOf(settings).filter(({ name }) => !refused.some((one) => one.name === name));
}

function draw(settings: Settings): Settings {
  const has = (name: string) =>
    name === 'WEBHOOK_KEY'
      ? Object.keys(settings).some((one) => one.startsWith(name))
      : settings[name] !== undefined;
  return Object.fromEntries(
    ownSecrets.filter((name) => !has(name)).map((name) => [name, drawSecret(name)]),
  );
}

/** Neither system kept the website's key among its secrets, so that a drawn one is new to the website. */
const websiteKeys = {
  Kestra:
    "the website's addresses end in a key. Set it as that event's, such as WEBHOOK_KEY_ASSESSMENT, or they get 401",
  Prefect: 'the website posted without a key: give it WEBHOOK_KEY to post with, or it gets 401',
};

function warningsOf(system: OlderFile['system'], settings: Settings): string[] {
  const hasKey = Object.keys(settings).some((name) => name.startsWith('WEBHOOK_KEY'));
  return [
    ...(settings['TESTING_MODE'] === 'true'
      ? ['TESTING_MODE is on: days become minutes. Switch it off before real people come']
      : []),
    ...(hasKey ? [] : [websiteKeys[system]]),
  ];
}

/** Why nothing is written at all; undefined where nothing hinders. */
function hindranceOf(
  { out, file: from, add, replace }: Asked,
  { conflicts, taken, unreadable }: OlderSecrets,
  file: SettingsFile,
  settings: Settings,
  written: readonly string[],
): string | undefined {
  const [conflict] = conflicts;
  if (conflict) {
    return `${conflict.from.join(' and ')} are one setting here, ${conflict.name}, and differ; nothing was written. Keep the right one in ${from}`;
  }
  if (taken.length + unreadable.length === 0) {
    return `${from} holds no setting of Evergreen's; nothing was written`;
  }
  if (replace || file.text.trim() === '' || written.length === 0) return undefined;
  const others = conflictsIn(file.text, settings).filter((name) => file.value(name) !== undefined);
  if (others.length > 0) {
    return `${out} has another value for ${others.join(', ')}; nothing was written. --replace writes over it`;
  }
  return add
    ? undefined
    : `${out} is there already; nothing was written. --add writes what it lacks, and leaves the rest as it is`;
}

function tell(answer: Answer, hindrance: string | undefined): Said {
  const { refused } = answer;
  const names = refused.map(({ name }) => name).join(', ');
  const failed =
    hindrance ?? (refused.length > 0 ? `${names} could not be taken; see above` : undefined);
  return { answer, lines: () => say(answer, hindrance !== undefined), failed };
}

function say(answer: Answer, isHindered: boolean): string[] {
  const { taken, made, refused, missing, unused, warnings, envFile, written, dryRun } = answer;
  const rows = [
    ...taken.map(({ name, from, notes }) => [name, [`from ${from}`, ...notes].join('; ')]),
    ...made.map((name) => [name, 'made at random']),
  ];
  const faults = (title: string, all: readonly Fault[]) =>
    all.length === 0
      ? []
      : [
          title,
          ...indent(
            table(
              ['', ''],
              all.map(({ name, why }) => [name, why]),
            ).slice(1),
          ),
        ];
  return [
    ...(rows.length > 0
      ? [`Found (${answer.system}):`, ...indent(table(['', ''], rows).slice(1))]
      : []),
    ...faults('Not taken:', refused),
    ...faults(`Still to be set in ${envFile}:`, missing),
    ...(unused.length > 0 ? [`Of no use here: ${unused.join(', ')}`] : []),
    ...warnings.map((warning) => `Careful: ${warning}`),
    ...(isHindered ? [] : sayWritten(envFile, written, dryRun, missing.length > 0)),
  ];
}

function sayWritten(
  envFile: string,
  written: readonly string[],
  isDryRun: boolean,
  isIncomplete: boolean,
): string[] {
  if (written.length === 0) return [`${envFile} has all of it already.`];
  if (isDryRun) return [`Would be written into ${envFile}: ${written.join(', ')}`];
  const next = isIncomplete
    ? 'evergreen init asks for the rest, and draws the secrets that are missing.'
    : 'evergreen doctor looks at all of it.';
  return [
    `Written into ${envFile}, for you alone: ${written.join(', ')}`,
    `Next: ${next}`,
    'Delete the old file, and its backups, once the old system is off.',
  ];
}
