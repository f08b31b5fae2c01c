import { type Command, Option } from 'commander';
import { HOUR, sayLength } from '../domain/duration.js';
import { isOfShadow, shadowWarning } from '../domain/shadow.js';
import type { RunQuery } from '../runs/list.js';
import { type ListedReply, type RunsReply, toRunsReply } from '../runs/reply.js';
import { readLength } from './arguments.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { table } from './plain.js';
import { sayDistance, sayInstant } from './times.js';

interface Asked {
  attention?: true;
  /** In ms; `true` without a length. */
  due?: number | true;
  after?: string;
}

const dueMs = 24 * HOUR;

/** `runs`: the open runs, or those that wait for a person or send soon. */
export function addRuns(program: Command, cli: Cli): void {
  describeCommand(
    program.command('runs'),
    'open runs, the newest first; read from Temporal',
    'runs --due 24h',
  )
    .option(
      '--attention',
      'only those that wait for a person or lost an email, ended ones included',
    )
    .addOption(
      new Option('--due [length]', 'only those that send within a time (24h)').argParser(
        readLength,
      ),
    )
    .option('--after <page>', 'the page after one, as that has said')
    .action(
      saying(cli, async (asked: Asked) => {
        const now = cli.now();
        const { query, none } = toQuery(asked, now);
        const page = await cli.withRuns((door) => door.list(query));
        const answer = toRunsReply(page);
        return { answer, lines: () => (answer.total === 0 ? [none] : sayRuns(answer, now)) };
      }),
    );
}

/** What is asked of Temporal, and what is said where there is no such run. */
function toQuery({ attention, due, after }: Asked, now: Date): { query: RunQuery; none: string } {
  const withinMs = due === true ? dueMs : due;
  const within = withinMs === undefined ? '' : ` that sends within ${sayLength(withinMs)}`;
  const waiting = attention ? ' that needs attention' : '';
  return {
    query: {
      ...(attention && { which: 'attention' }),
      ...(withinMs !== undefined && { dueBefore: new Date(now.getTime() + withinMs) }),
      ...(after && { after }),
    },
    none: `There is no run${waiting}${waiting && within && ' and'}${within}.`,
  };
}

function sayRuns({ runs, total, next }: RunsReply, now: Date): string[] {
  return [
    ...table(
      ['run', 'next email', 'when (UTC)', '', 'state'],
      runs.map((run) => toRow(run, now)),
    ),
    ...(next ? [`${runs.length} of ${total}; the next: --after ${next}`] : []),
  ];
}

function toRow(run: ListedReply, now: Date): string[] {
  const { id, status, testing, needsAttention, nextSendAt, next } = run;
  const state = [
    status,
    ...(testing ? ['testing mode'] : []),
    ...(isOfShadow(id) ? [shadowWarning] : []),
  ].join(', ');
  return [
    id,
    next ? `${next.number} ${next.template}` : '',
    nextSendAt ? sayInstant(nextSendAt) : '',
    nextSendAt ? sayDistance(nextSendAt, now) : '',
    needsAttention ? `${state}, needs attention: ${needsAttention}` : state,
  ];
}
