import type { Command } from 'commander';
import { Refused } from '../domain/errors.js';
import type { VersionState } from '../runs/versions.js';
import { type Cli, describeCommand, Failed, saying, WrongUsage } from './cli.js';
import { table } from './plain.js';

/** `versions list|use`: which of several versions of the worker makes the next step of every run. */
export function addVersions(program: Command, cli: Cli): void {
  const group = program
    .command('versions')
    .description('versions of the worker that run side by side: list, use');
  describeCommand(
    group.command('list'),
    'which of them run, which one gets all tasks, and where open runs made their last step',
    'versions list',
  ).action(saying(cli, () => told(cli)));
  describeCommand(
    group.command('use'),
    'has one version make the next step of every run, old and new; also the way back',
    'versions use 0.2.0',
  )
    .argument('[build-id]', 'of a version that runs, as TEMPORAL_WORKER_BUILD_ID names it')
    .option('--unversioned', 'the workers that have no version, instead')
    .action(
      saying(cli, async (buildId: string | undefined, { unversioned }: { unversioned?: true }) => {
        if ((buildId === undefined) !== (unversioned === true)) {
          throw new WrongUsage('expected a build id, or --unversioned');
        }
        await cli
          .withRuns((runs) => runs.useVersion(buildId))
          .catch((error: unknown) => {
            throw error instanceof Refused ? new Failed(error.message) : error;
          });
        return told(cli);
      }),
    );
}

async function told(cli: Cli) {
  const answer = await cli.withRuns((runs) => runs.versions());
  return { answer, lines: () => sayVersions(answer) };
}

function sayVersions(versions: readonly VersionState[]): string[] {
  const rows = versions.map(({ version, asks, isCurrent, open, drain }) => [
    version ? `${version.deploymentName} ${version.buildId}` : 'without a version',
    asks ? 'yes' : 'no',
    isCurrent ? 'all tasks' : 'nothing',
    String(open),
    drain ?? '',
  ]);
  return table(['version', 'runs', 'gets', 'open, last step in it', ''], rows);
}
