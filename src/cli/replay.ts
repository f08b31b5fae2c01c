import { type Command, Option } from 'commander';
import { Malformed } from '../domain/errors.js';
import { readFiles } from '../replay/read-files.js';
import type { Replayed, ReplayFailure } from '../replay/replay-histories.js';
import { type Cli, describeCommand, saying, WrongUsage } from './cli.js';
import { count, plain } from './plain.js';

interface Asked {
  query?: string;
  file?: string[];
}

/** So often is it told how far it is. */
const tellEvery = 50;

/** `replay`: whether this build can go on with runs that an older one has begun. */
export function addReplay(program: Command, cli: Cli): void {
  describeCommand(
    program.command('replay'),
    'replays histories on this workflow code: whether open runs can go on with it',
    "replay --query \"WorkflowType = 'assessment' AND ExecutionStatus = 'Running'\"",
  )
    .addOption(
      new Option(
        '--query <query>',
        "of Temporal's visibility (default: all that is open)",
      ).conflicts('file'),
    )
    .option('--file <path...>', 'histories as JSON, instead of those of the server')
    .action(
      saying(cli, async (asked: Asked) => {
        const answer = await replayed(cli, asked);
        const { failed } = answer;
        return {
          answer: { ok: failed.length === 0, ...answer },
          lines: () => sayReplayed(answer),
          ...(failed.length > 0 && {
            failed: `${count(failed.length, 'run')} cannot go on with this workflow code`,
          }),
        };
      }),
    );
}

async function replayed(cli: Cli, { query, file }: Asked): Promise<Replayed> {
  const tell = ({ done, of }: { done: number; of: number }) => {
    if (done % tellEvery === 0 || done === of) cli.printError(`replayed ${done} of ${of}\n`);
  };
  if (!file) return cli.withRuns(async (runs) => cli.replay(await runs.histories(query), tell));
  try {
    return await cli.replay(await readFiles(file), tell);
  } catch (error) {
    throw error instanceof Malformed ? new WrongUsage(`--file: ${error.message}`) : error;
  }
}

function sayReplayed({ replayed: done, gone, failed }: Replayed): string[] {
  return [
    ...failed.flatMap(sayFailure),
    ...(failed.length > 0 ? [''] : []),
    `${count(done, 'history', 'histories')} replayed, ${failed.length} failed`,
    ...(gone > 0 ? [`${count(gone, 'run')} gone before it was read`] : []),
  ];
}

function sayFailure({ workflowId, runId, workflowType, event, change }: ReplayFailure): string[] {
  const execution = runId ? ` ${runId}` : '';
  return [
    plain(`${workflowId} (${workflowType}${execution})`),
    plain(`  event ${event.number} ${event.type}: ${change}`),
  ];
}
