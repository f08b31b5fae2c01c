import type { Command } from 'commander';
import type { Namespace } from '../runs/namespace.js';
import type { CheckResult } from '../setup/check-result.js';
import { setUpTemporal, type TemporalSetUp } from '../setup/set-up-temporal.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { indent, plain } from './plain.js';
import { failureOf, sayChecks } from './say-checks.js';

/** `temporal setup`: what runs need of a namespace. */
export function addTemporal(program: Command, cli: Cli): void {
  const group = program
    .command('temporal')
    .description('Temporal: its namespace, retention, search attributes, schedules');
  describeCommand(
    group.command('setup'),
    'makes what is missing: namespace, retention, search attributes, schedules; repeatable',
    'temporal setup --dry-run',
  )
    .option('--dry-run', 'changes nothing, and says what would be done')
    .action(
      saying(cli, async ({ dryRun = false }: { dryRun?: boolean }) => {
        const say = (line: string) => cli.printError(`${plain(line)}\n`);
        const answer = await cli.withNamespace((namespace: Namespace) =>
          setUpTemporal(namespace, { isDryRun: dryRun, say }),
        );
        return {
          answer,
          lines: () => sayTemporal(answer),
          failed: dryRun ? undefined : failureOf(answer.results, 'with Temporal'),
        };
      }),
    );
}

function sayTemporal({ namespace, dryRun, steps, results }: TemporalSetUp): string[] {
  const notGood = results.filter(({ level }: CheckResult) => level !== 'good');
  if (steps.length === 0 && notGood.length === 0) {
    return [`Namespace ${namespace}: everything is there, nothing was changed.`];
  }
  const told = steps.map(({ does, done }) => (dryRun || done ? does : `${does}: refused`));
  const head = dryRun ? 'would be done' : 'done';
  return [
    ...(steps.length > 0 ? [`Namespace ${namespace}, ${head}:`, ...indent(told)] : []),
    ...(dryRun ? [] : sayChecks(notGood)),
    ...(dryRun ? ['Nothing was changed.'] : []),
  ];
}
