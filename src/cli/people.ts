import { Argument, type Command } from 'commander';
import type { RunReply } from '../runs/reply.js';
import { askApi } from './api-client.js';
import { readAddress, readRunId, readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, type Said, saying } from './cli.js';
import { control } from './controls.js';
import { count } from './plain.js';

interface ContactStopped {
  id: string;
  openRuns: number;
}

interface Resubscribed {
  id: string;
  was: string;
  warnings: string[];
}

/** `stop` and `resubscribe`: ending a person's mail, or one run, and taking the former back. */
export function addPeople(program: Command, cli: Cli): void {
  const stop = describeCommand(
    program.command('stop'),
    "ends one run, or all of a person's",
    'stop sarah@salon.example --by Ann --reason "asked us by phone"',
  ).addArgument(
    new Argument('<email or run>', 'an address, or the id of a run').argParser((whom) =>
      whom.includes('@') ? readAddress(whom) : readRunId(whom),
    ),
  );
  stop.action(
    saying(cli, (whom: string, options: Who) => {
      const who = readWho(cli, options);
      return whom.includes('@') ? stopPerson(cli, whom, who) : stopRun(cli, whom, who);
    }),
  );
  const resubscribe = describeCommand(
    program.command('resubscribe'),
    'takes an unsubscribe, bounce or complaint back; ended runs stay ended',
    'resubscribe sarah@salon.example --by Ann --reason "wrote to us"',
  ).addArgument(new Argument('<email>', 'their address').argParser(readAddress));
  resubscribe.action(
    saying(cli, async (email: string, options: Who) => {
      const path = `/contacts/${encodeURIComponent(email)}/resubscribe`;
      const answer = await askApi<Resubscribed>(cli, path, readWho(cli, options));
      const lines = () => [
        `Accepted: they were ${answer.was}, and get mail again (${answer.id}).`,
        ...answer.warnings.map((warning) => `warning: ${warning}`),
      ];
      return { answer, lines };
    }),
  );
  for (const command of [stop, resubscribe]) {
    for (const option of whoOptions()) command.addOption(option);
  }
}

async function stopPerson(cli: Cli, email: string, who: object): Promise<Said> {
  const path = `/contacts/${encodeURIComponent(email)}/stop`;
  const answer = await askApi<ContactStopped>(cli, path, who);
  const { openRuns, id } = answer;
  const found = count(openRuns, 'open run');
  const told = `${found} found so far, each ends as soon as a worker hears of it`;
  return { answer, lines: () => [`Accepted: ${told} (${id}).`] };
}

/** A stop is told to the run, which ends as soon as it hears of it. */
async function stopRun(cli: Cli, run: string, who: object): Promise<Said> {
  const { answer, lines } = await control(cli, run, 'stop', who);
  return { answer, lines: () => [...lines(), ...sayPending(answer)] };
}

function sayPending({ status, asOf, message }: RunReply): string[] {
  if (status === 'ended') return [];
  return [asOf === 'plan' ? message : 'Told to stop; it ends in a moment.'];
}
