import { type Command, Option } from 'commander';
import {
  type Difference,
  differences,
  type Reconciliation,
} from '../domain/records/differences.js';
import { readDays } from './arguments.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { count, indent, plain } from './plain.js';

interface Asked {
  days: number;
  fix?: true;
}

/** `reconcile`: where Temporal, the tracker and Resend disagree. */
export function addReconcile(program: Command, cli: Cli): void {
  describeCommand(
    program.command('reconcile'),
    'compares Temporal, the tracker and Resend, and lists where they disagree',
    'reconcile --days 7 --fix',
  )
    .option('--fix', 'repairs the tracker; nothing is sent, and nobody is stopped')
    .addOption(
      new Option('--days <days>', 'how far back to look, 28 at most')
        .argParser(readDays)
        .default(7),
    )
    .action(
      saying(cli, async ({ days, fix }: Asked) => {
        const answer = await cli.withRuns(
          (runs) =>
            runs.reconcile({ days, ...(fix && { fix }) }, ({ doing, done, of }) =>
              cli.printError(
                plain(`${doing}: ${done}${of === undefined ? '' : ` of ${of}`}`) + '\n',
              ),
            ),
          { isStarting: true },
        );
        return { answer, lines: () => sayReconciliation(answer, fix === true) };
      }),
    );
}

function sayReconciliation(answer: Reconciliation, isFixing: boolean): string[] {
  const { since, read, unread, found, more, repaired } = answer;
  const { runs, rows, mails } = read;
  return [
    `${count(runs, 'run')}, ${count(rows, 'row')} and ${count(mails, 'mail')} since ${since}`,
    ...unread,
    ...groups(found),
    ...(more > 0 ? [`and ${more} more, which are not listed`] : []),
    ...(found.length === 0 ? [unread.length === 0 ? 'They agree.' : 'What was read agrees.'] : []),
    ...(isFixing ? [`Repaired: ${count(repaired, 'row')} of the tracker.`] : []),
  ];
}

/** Each kind with what to do, then where. */
function groups(found: readonly Difference[]): string[] {
  return Object.entries(differences).flatMap(([kind, [title, advice]]) => {
    const ofKind = found.filter((one) => one.kind === kind);
    if (ofKind.length === 0) return [];
    return ['', `${title}: ${ofKind.length}`, ...indent([advice, ...ofKind.map(sayWhere)])];
  });
}

function sayWhere({ runId, number, pageId, emailId, detail }: Difference): string {
  return [
    ...(runId ? [`${runId}${number === undefined ? '' : `/${number}`}`] : []),
    ...(emailId ? [`https://resend.com/emails/${emailId}`] : []),
    ...(pageId ? [`https://www.notion.so/${pageId.replaceAll('-', '')}`] : []),
    ...(detail ? [detail] : []),
  ].join('  ');
}
