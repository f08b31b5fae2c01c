import type { Command } from 'commander';
import { sequences } from '../campaign/sequences/index.js';
import { sayLength } from '../domain/duration.js';
import type { Sequence } from '../domain/plan/sequence.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { indent, table } from './plain.js';

const bases = {
  email_1_sent_at: "the website's own email",
  acceptance: 'the moment the event is accepted',
};

/** `sequences`: what is sent, and when. */
export function addSequences(program: Command, cli: Cli): void {
  describeCommand(
    program.command('sequences'),
    'every sequence as a table; asks no server',
    'sequences',
  ).action(
    saying(cli, () => {
      const answer = sequences.map(({ sequence }) => sequence);
      const lines = () =>
        answer.flatMap((sequence, at) => [...(at > 0 ? [''] : []), ...say(sequence)]);
      return { answer, lines };
    }),
  );
}

function say({ name, kind, base, pace, emails }: Sequence): string[] {
  const rows = emails.map(({ number, template, sentBy, afterMs, testingAfterMs }) => {
    const isOurs = sentBy === 'evergreen';
    const delays = isOurs ? [afterMs, testingAfterMs].map(sayDelay) : [];
    return [String(number), template, sentBy, ...delays];
  });
  return [
    `${name}  ${kind}; delays count from ${bases[base]}`,
    ...indent([
      ...table(['#', 'template', 'sent by', 'after', 'in testing mode'], rows),
      `skipped when more than ${sayLength(pace.graceMs)} late; at least ${sayLength(pace.gapMs)} apart`,
    ]),
  ];
}

/** In hours as far as they go, as the campaign has them. */
function sayDelay(ms: number): string {
  const hours = ms / 3_600_000;
  return Number.isInteger(hours) ? `${hours} h` : sayLength(ms);
}
