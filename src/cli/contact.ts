import { Argument, type Command } from 'commander';
import type { ContactReply } from '../api/operators/read-contact.js';
import { askApi } from './api-client.js';
import { readAddress } from './arguments.js';
import { type Cli, describeCommand, saying } from './cli.js';
import { indent, table } from './plain.js';
import { sayRun } from './say-run.js';
import { sayInstant } from './times.js';

/** `contact <email>`: what was sent to a person, and what will be. */
export function addContact(program: Command, cli: Cli): void {
  describeCommand(
    program.command('contact'),
    'a person: their runs, each email, stops, where to look further',
    'contact sarah@salon.example',
  )
    .addArgument(new Argument('<email>', 'their address').argParser(readAddress))
    .action(
      saying(cli, async (email: string) => {
        const answer = await askApi<ContactReply>(cli, `/contacts/${encodeURIComponent(email)}`);
        return { answer, lines: () => sayContact(answer, cli.now()) };
      }),
    );
}

function sayContact({ contact, runs, stops, warnings, links }: ContactReply, now: Date): string[] {
  const fields = Object.entries(contact)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [name, String(value)]);
  const [heading = [], ...rest] = fields;
  const stopRows = stops.map(({ id, at, status }) => [id, sayInstant(at), status]);
  return [
    ...table(heading, rest),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...runs.flatMap((run) => ['', ...sayRun(run, now)]),
    ...(runs.length === 0 ? ['', 'No runs.'] : []),
    ...(stops.length > 0
      ? ['', 'Stops', ...indent(table(['id', 'when (UTC)', ''], stopRows))]
      : []),
    '',
    ...Object.entries(links).map(([where, url]) => `${where}: ${url}`),
  ];
}
