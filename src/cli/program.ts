import { Command, CommanderError } from 'commander';
import { version } from '../processes/version.js';
import { type Cli, Failed, WrongUsage } from './cli.js';
import { addContact } from './contact.js';
import { addControls } from './controls.js';
import { addDoctor } from './doctor.js';
import { addExport } from './export.js';
import { addForget } from './forget.js';
import { addHandback } from './handback.js';
import { addImport } from './import.js';
import { addInit } from './init.js';
import { addNotion } from './notion.js';
import { addPeople } from './people.js';
import { plain } from './plain.js';
import { addPlan } from './plan.js';
import { addReconcile } from './reconcile.js';
import { addReplay } from './replay.js';
import { addReseal } from './reseal.js';
import { addRuns } from './runs.js';
import { addSecrets } from './secrets.js';
import { addSequences } from './sequences.js';
import { addShadow } from './shadow.js';
import { addSwitch } from './switch.js';
import { addTemplates } from './templates.js';
import { addTemporal } from './temporal-setup.js';
import { addVersions } from './versions.js';

/** Done, failed, asked wrongly. */
type ExitCode = 0 | 1 | 2;

/** Runs one command as an operator typed it; what went wrong is told in one line, its fields below. */
export async function runCli(typed: readonly string[], cli: Cli): Promise<ExitCode> {
  try {
    await createProgram(cli).parseAsync(typed, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { message } = error instanceof Error ? error : { message: String(error) };
    cli.printError(`evergreen: ${plain(message)}\n`);
    for (const { path, message: fault } of error instanceof Failed ? error.faults : []) {
      cli.printError(`  ${plain(path || 'the body')}: ${plain(fault)}\n`);
    }
    return error instanceof WrongUsage ? 2 : 1;
  }
}

/** The command `evergreen` with all below it, not yet run. */
export function createProgram(cli: Cli): Command {
  const program = new Command('evergreen')
    .description('Operates Evergreen: what was and will be sent, and the controls.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: cli.print,
      writeErr: cli.printError,
      outputError: (text, write) => write(`evergreen: ${toLine(text)} (--help says more)\n`),
    })
    .addHelpText(
      'after',
      '\nExample:\n  evergreen contact sarah@salon.example\n\n"evergreen <command> --help" has one of each.\nExit codes: 0 done, 1 failed, 2 wrong usage.',
    );
  const parts = [
    addContact,
    addRuns,
    addPlan,
    addSequences,
    addSwitch,
    addControls,
    addPeople,
    addExport,
    addForget,
    addReseal,
    addReconcile,
    addReplay,
    addVersions,
    addNotion,
    addTemporal,
    addDoctor,
    addInit,
    addSecrets,
    addTemplates,
    addImport,
    addHandback,
    addShadow,
  ];
  for (const add of parts) add(program, cli);
  return program;
}

/** What commander says of wrong usage, as one line. */
function toLine(text: string): string {
  return plain(
    text
      .replace(/^error: /, '')
      .trim()
      .replace(/\s+/g, ' '),
  );
}
