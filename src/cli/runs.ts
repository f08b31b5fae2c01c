import { type Command, Option } from 'commander';
import { HOUR } from '../domain/duration.js';
import { type RunReply, toRunReply } from '../runs/reply.js';
import { readLength } from './arguments.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { table } from './plain.js';
import { sayDistance, sayInstant, sayLength } from './times.js';

interface Asked {
  attention?: true;
  /** In ms; `true` without a length. */
  due?: number | true;
}

const dueMs = 24 * HOUR;

/** `runs`: the open runs, or those that wait for a person or send soon. */
export function addRuns(program: Command, cli: Cli): void {
  describeCommand(
    program.command('runs'),
    'open runs, the next to send first; read from Temporal',
    'runs --due 24h',
  )
    .option('--attention', 'only those that wait for a person, ended ones included')
    .addOption(
      new Option('--due [length]', 'only those that send within a time (24h)').argParser(
        readLength,
      ),
    )
    .action(
      saying(cli, async ({ attention, due }: Asked) => {
        const now = cli.now();
        const withinMs = due === true ? dueMs : due;
        const query = {
          ...(attention && { needsAttention: true }),
          ...(withinMs !== undefined && { dueBefore: new Date(now.getTime() + withinMs) }),
        };
        const { runs, total } = await cli.withRuns((door) => door.list(query));
        const replies = runs.map(({ id, timeline }) => toRunReply(id, timeline));
        const within = withinMs === undefined ? '' : ` that sends within ${sayLength(withinMs)}`;
        const waiting = attention ? ' that needs attention' : '';
        const none = `There is no run${waiting}${waiting && within && ' and'}${within}.`;
        return {
          answer: { total, runs: replies },
          lines: () => (total === 0 ? [none] : sayRuns(replies, total, now)),
        };
      }),
    );
}

function sayRuns(runs: readonly RunReply[], total: number, now: Date): string[] {
  const rows = runs.map(({ id, status, outcome, needsAttention, emails }) => {
    const next = status === 'ended' ? undefined : emails.find(({ state }) => state === 'scheduled');
    const state = outcome ? `${status}: ${outcome}` : status;
    return [
      id,
      next ? `${next.number} ${next.template}` : '',
      next ? sayInstant(next.dueAt) : '',
      next ? sayDistance(next.dueAt, now) : '',
      needsAttention ? `${state}, needs attention: ${needsAttention}` : state,
    ];
  });
  return [
    ...table(['run', 'next email', 'when (UTC)', '', 'state'], rows),
    ...(total > runs.length ? [`… and ${total - runs.length} more`] : []),
  ];
}
