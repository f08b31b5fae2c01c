import type { Command } from 'commander';

/** What can be typed in this repository. */
export interface Commands {
  /** The scripts of `package.json`. */
  scripts: Readonly<Record<string, string>>;
  /** The options that a script takes after `--`; a script that is missing takes none. */
  options: Readonly<Record<string, readonly string[]>>;
  evergreen: Command;
}

const npmCommand = /\bnpm (?:run(?: -\S+)* ([\w-]+)|(start|test)\b)(?: -- (.*))?/g;
const evergreenCommand = /(?:^|\s)(?:evergreen|node dist\/src\/cli\/main\.js) (\S.*)/;

/** What is wrong with the commands in a text, one entry each. */
export function faultsOfCommands(text: string, commands: Commands): string[] {
  const called = [...text.matchAll(npmCommand)];
  if (called.length > 0) {
    return called.flatMap(([, script, short = '', given = '']) =>
      faultsOfScript(script ?? short, given, commands),
    );
  }
  const [, typed] = evergreenCommand.exec(text) ?? [];
  return typed ? faultsOfEvergreen(typed, commands.evergreen) : [];
}

function faultsOfScript(script: string, given: string, commands: Commands): string[] {
  if (!(script in commands.scripts)) return [`package.json has no script "${script}"`];
  if (script === 'evergreen') return given ? faultsOfEvergreen(given, commands.evergreen) : [];
  const known = commands.options[script] ?? [];
  return optionsIn(given)
    .filter((option) => !known.includes(option))
    .map((option) => `"npm run ${script}" has no option ${option}`);
}

/** What is wrong with a command as it is typed after `evergreen`. */
export function faultsOfEvergreen(typed: string, evergreen: Command): string[] {
  const words = typed
    .replaceAll(/["'[\]…]/g, ' ')
    .trim()
    .split(/\s+/);
  if (words[0]?.startsWith('-')) return faultsOfOptions(typed, allOf(evergreen));
  if (words[0]?.startsWith('<')) return [];
  const command = findCommand(evergreen, words);
  if (command === evergreen) return [`evergreen has no command "${words[0]}"`];
  if (command.commands.length > 0) return [`"evergreen ${command.name()}" has no such command`];
  return faultsOfOptions(typed, [command]);
}

function findCommand(command: Command, [word, ...more]: readonly string[]): Command {
  const found = command.commands.find((each) => each.name() === word);
  return found ? findCommand(found, more) : command;
}

function faultsOfOptions(typed: string, commands: readonly Command[]): string[] {
  const known = new Set(commands.flatMap(({ options }) => options.map(({ long }) => long)));
  return optionsIn(typed)
    .filter((option) => option !== '--help' && !known.has(option))
    .map((option) => `"evergreen ${typed}" has no option ${option}`);
}

const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)];

const optionsIn = (text: string) => text.match(/(?<=^|[\s[])--[a-z][a-z-]*/g) ?? [];
