import { type Command, Option } from 'commander';
import { readPath } from './arguments.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { type ImportGiven, importSecrets } from './secrets-import.js';

/** `secrets import`: settings of an older system become ours. */
export function addSecrets(program: Command, cli: Cli): void {
  const group = program.command('secrets').description('settings of the system before this one');
  describeCommand(
    group
      .command('import')
      .argument('<file>', "Kestra's .env file, or Prefect's blocks: a JSON file or a folder"),
    'decodes and renames them into .env, says what is missing; shows no value',
    'secrets import .env.kestra --make-missing',
  )
    .option('--out <file>', 'where they are written (default: .env)', readPath)
    .option('--make-missing', 'also draws the secrets that only this installation needs to know')
    .option('--add', 'where that file is there already: writes what it lacks')
    .option('--replace', 'the same, and writes over what it has otherwise')
    .addOption(new Option('--dry-run', 'writes nothing, and says what would be written'))
    .action(
      saying(cli, (file: string, given: ImportGiven) =>
        importSecrets({ ...given, file, out: given.out ?? cli.envPath ?? '.env' }),
      ),
    );
}
