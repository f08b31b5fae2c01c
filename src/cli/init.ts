import type { Command } from 'commander';
import { readAddress } from './arguments.js';
import { type Cli, describeCommand, saying, WrongUsage } from './cli.js';
import type { InitOptions } from './init-run.js';

/** `init`: from nothing to a test email. */
export function addInit(program: Command, cli: Cli): void {
  describeCommand(
    program.command('init'),
    'asks for what is missing, writes .env, sets up Notion and Temporal, looks at all, sends a test email',
    'init',
  )
    .option('--yes', 'asks nothing: takes defaults and the environment')
    .option('--page <link or id>', 'page of Notion on which databases are made')
    .option('--to <email>', 'where the test email goes (default: where replies go)', readAddress)
    .action(
      saying(cli, async (options: InitOptions) => {
        if (!options.yes && !cli.ask) {
          throw new WrongUsage(
            'init asks at a terminal, and here is none: --yes takes defaults and the environment',
          );
        }
        // It takes all vendors' clients, which no other command waits for.
        const { init } = await import('./init-run.js');
        return init(cli, options);
      }),
    );
}
