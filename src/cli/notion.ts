import { type Command, Option } from 'commander';
import { loadWorkspaceConfig } from '../config/workspace.js';
import { checkNotionWorkspace } from '../setup/check-notion.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { type Given, setUpWorkspace } from './notion-setup.js';
import { failureOf, sayChecks } from './say-checks.js';

/** `notion setup|check`: the workspace, its databases, columns, options and templates. */
export function addNotion(program: Command, cli: Cli): void {
  const group = program
    .command('notion')
    .description('the Notion workspace: what it lacks, and making that');

  describeCommand(
    group.command('check'),
    'names what is missing or different in the workspace, and how to mend each; changes nothing',
    'notion check',
  ).action(
    saying(cli, async () => {
      const results = await checkNotionWorkspace(loadWorkspaceConfig(cli.env));
      return {
        answer: { results },
        lines: () => sayChecks(results),
        failed: failureOf(results, 'with the workspace'),
      };
    }),
  );

  describeCommand(
    group.command('setup'),
    'adds what the workspace lacks; never changes, renames or deletes what is there',
    'notion setup --parent https://www.notion.so/Evergreen-2f26ee68df30425193e7b85c9a1b5dca',
  )
    .option('--parent <page>', 'id or link of the page on which databases are made')
    .addOption(
      new Option('--dry-run', 'changes nothing, and says what would be done').conflicts('go'),
    )
    .option('--go', 'does it also where something is there already; without it that is a dry run')
    .option('--write-env [file]', 'writes the ids of the databases into a file (.env)')
    .option('--replace', 'with --write-env: also over other ids that the file has')
    .action(saying(cli, (given: Given) => setUpWorkspace(cli, given)));
}
