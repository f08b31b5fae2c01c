import { Argument, type Command, Option } from 'commander';
import { resolutions, resumeModes } from '../domain/run/control.js';
import type { RunReply } from '../runs/reply.js';
import { askApi } from './api-client.js';
import { readNumber, readRunId, readTime, readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, Failed, saying } from './cli.js';
import { plain } from './plain.js';
import { sayRun } from './say-run.js';

/** One control of a run: what it takes beside the run, and what is posted beside who and why. */
interface RunControl {
  name: string;
  summary: string;
  /** What follows the run in the example. */
  example?: string;
  takes?: (command: Command) => Command;
  body?: (given: unknown[], options: Record<string, unknown>) => object;
  /** It is about the next email: the one that is named, or that the run shows before it is asked. */
  isOfNext?: true;
}

const numberArgument = () =>
  new Argument('<number>', 'the number of the email').argParser(readNumber);

const numberOption = () =>
  new Option(
    '--number <number>',
    'refuses unless this email is the next one (default: the one that the run shows)',
  ).argParser(readNumber);

const runControls: RunControl[] = [
  { name: 'pause', summary: 'holds a run until it is resumed', example: '--reason "on holiday"' },
  {
    name: 'resume',
    summary: 'lets a paused run go on',
    example: '--mode catch-up',
    takes: (command) =>
      command.addOption(
        new Option('--mode <mode>', 'shift: times move by the pause; catch-up: late ones go now')
          .choices(resumeModes)
          .default('shift'),
      ),
    body: (_, { mode }) => ({ mode }),
  },
  { name: 'skip-next', summary: 'skips the next email', isOfNext: true },
  {
    name: 'send-now',
    summary: 'sends the next email now; a paused run stays paused',
    isOfNext: true,
  },
  {
    name: 'reschedule',
    summary: 'moves one email to an instant',
    example: '3 2025-12-04T09:00:00+01:00',
    takes: (command) =>
      command
        .addArgument(numberArgument())
        .addArgument(new Argument('<ISO>', 'when; without an offset in UTC').argParser(readTime)),
    body: ([number, at]) => ({ number, at }),
  },
  {
    name: 'resolve',
    summary: 'settles an email that may or may not have been sent',
    example: '3 --as sent',
    takes: (command) =>
      command
        .addArgument(numberArgument())
        .addOption(
          new Option('--as <fate>', 'what you found out')
            .choices(resolutions)
            .makeOptionMandatory(),
        ),
    body: ([number], { as }) => ({ number, as }),
  },
  {
    name: 'restart',
    summary: 'takes up an ended run from one email on',
    example: '--from 3',
    takes: (command) =>
      command.addOption(
        new Option('--from <number>', 'the email to begin with')
          .argParser(readNumber)
          .makeOptionMandatory(),
      ),
    body: (_, { from }) => ({ from }),
  },
];

const exampleRun = 'assessment/5f1c0e9b7d2a4c6e8f1a3b5c7d9e0f12';

/** The controls of one run; each shows the plan that follows. */
export function addControls(program: Command, cli: Cli): void {
  for (const { name, summary, example, takes, body, isOfNext } of runControls) {
    const command = describeCommand(
      program.command(name),
      summary,
      [name, exampleRun, ...(example ? [example] : []), '--by Ann'].join(' '),
    ).addArgument(new Argument('<run>', 'its id').argParser(readRunId));
    takes?.(command);
    if (isOfNext) command.addOption(numberOption());
    for (const option of whoOptions()) command.addOption(option);
    command.action(
      saying(cli, async (run: string, ...given: unknown[]) => {
        const options = command.opts<Who & { number?: number }>();
        const who = readWho(cli, options);
        const more = body?.(given, { ...options }) ?? {};
        const next = isOfNext && { number: options.number ?? (await showNext(cli, run)) };
        return control(cli, run, name, { ...who, ...more, ...next });
      }),
    );
  }
}

/** Tells which email a run sends next, and gives its number: once it has gone, no other is meant. */
async function showNext(cli: Cli, run: string): Promise<number> {
  const { status, emails } = await askApi<RunReply>(cli, pathOf(run));
  const next = emails.find(({ state }) => state === 'scheduled');
  if (!next) {
    const why = status === 'ended' ? 'it has ended' : 'no email is left to send';
    throw new Failed(`Nothing was changed: ${why}.`, { status: 409 });
  }
  cli.printError(plain(`The next email is ${next.number}, "${next.template}".`) + '\n');
  return next.number;
}

function pathOf(run: string): string {
  return `/runs/${encodeURIComponent(run)}`;
}

/** Applies one control to one run. */
export async function control(cli: Cli, run: string, name: string, body: object) {
  const answer = await askApi<RunReply>(cli, `${pathOf(run)}/${name}`, body);
  return { answer, lines: () => sayRun(answer, cli.now()) };
}
