import type { Command } from 'commander';
import type { OlderSeals } from '../runs/reseal.js';
import { readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, type Said, saying } from './cli.js';
import { sayEvery } from './old-records.js';
import { count } from './plain.js';

interface Asked extends Who {
  go?: true;
}

/** `reseal`: seals lasting stops with the key that seals now, so that an older one can go. */
export function addReseal(program: Command, cli: Cli): void {
  const command = describeCommand(
    program.command('reseal'),
    'seals each unsubscribe, bounce and complaint with the first key of ENCRYPTION_KEY; without --go only says what needs an older one',
    'reseal --by Ann --go',
  ).option('--go', 'does it');
  for (const option of whoOptions()) command.addOption(option);
  command.action(
    saying(cli, async ({ go, ...asked }: Asked): Promise<Said> => {
      const isDone = go === true;
      const who = isDone ? readWho(cli, asked) : undefined;
      const found = await cli.withRuns((runs) => runs.resealStops(who, sayEvery(cli, 'looked at')));
      return { answer: { ...found, isDone }, lines: () => toLines(found, isDone) };
    }),
  );
}

function toLines({ key, older }: OlderSeals, isDone: boolean): string[] {
  const found = Object.entries(older).toSorted(([a], [b]) => a.localeCompare(b));
  if (found.length === 0) return [`All that is open is sealed with "${key}".`];
  const lines = found.flatMap(([id, { stops, others }]) => [
    ...(stops > 0
      ? [
          `${id}: ${count(stops, 'lasting stop')}${isDone ? `, told to be sealed with "${key}"` : ''}`,
        ]
      : []),
    ...(others > 0 ? [`${id}: ${count(others, 'other')} open, ending by themselves`] : []),
  ]);
  const isLeft = found.some(([, { stops }]) => stops > 0);
  return [
    ...lines,
    isDone && isLeft
      ? 'That takes seconds while a worker runs. Run it again to see what is left.'
      : isLeft
        ? 'Nothing was done; --go does it.'
        : 'No lasting stop needs an older key.',
  ];
}
