import { setTimeout } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { loadMovingConfig } from '../config/moving.js';
import { DAY, SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import { type OldShape, oldShapes } from '../domain/import/old-shapes.js';
import { lineOfRun } from '../domain/import/record.js';
import { type Control, type ResumeMode, resumeModes } from '../domain/run/control.js';
import type { HeldRun } from '../runs/handback.js';
import type { Runs } from '../runs/runs.js';
import { readPath, readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying } from './cli.js';
import { resumeRuns } from './handback-resume.js';
import { writeTracker } from './handback-tracker.js';
import { sayEvery } from './old-records.js';
import { count, plain, table } from './plain.js';
import { writeLines } from './record-files.js';

interface Asked extends Who {
  out?: string;
  tracker?: OldShape;
  resume?: true;
  csv?: string;
  mode: ResumeMode;
  dryRun?: true;
}

/** Temporal keeps ended runs for as long. */
const rememberedMs = 30 * DAY;
/** Whoever sends believes for a second that sending is on. */
const settlesMs = 2 * SECOND;

/** `handback`: no email goes out here any more, and another system is told what went and what is left. */
export function addHandback(program: Command, cli: Cli): void {
  const command = describeCommand(
    program.command('handback'),
    'holds all runs, and writes for each person what was sent and what is left; --resume goes on',
    'handback --out people.csv --by Ann',
  )
    .option('--out <file>', 'where that is written, as .csv or .json (default: shown)', readPath)
    .addOption(
      new Option(
        '--tracker <shape>',
        "also marks what was sent in an older system's tracker",
      ).choices(oldShapes),
    )
    .option('--resume', 'takes the runs back: asks the tracker what was sent there, and goes on')
    .option('--csv <file>', 'with --resume: asks this file instead of the tracker')
    .addOption(
      new Option('--mode <mode>', 'with --resume: catch-up: times stay; shift: they move')
        .choices(resumeModes)
        .default('catch-up'),
    )
    .option('--dry-run', 'changes nothing, and says what it would do');
  for (const option of whoOptions()) command.addOption(option);
  command.action(
    saying(cli, async ({ by, reason, ...asked }: Asked) => {
      const config = loadMovingConfig(cli.env);
      if (config.isShadow) {
        throw new Failed('SHADOW is on: nothing was sent here that could be handed back');
      }
      const who = readWho(cli, { by: by ?? config.user ?? 'evergreen handback', reason });
      return withWorkers(cli, (runs) =>
        asked.resume
          ? resumeRuns(cli, runs, config, { ...asked, ...who })
          : handBack(cli, runs, { ...asked, ...who }),
      );
    }),
  );
}

/** That no worker answers is another thing than that Temporal does not. */
function withWorkers<T>(cli: Cli, work: (runs: Runs) => Promise<T>): Promise<T> {
  return cli.withRuns(async (runs) => {
    try {
      return await work(runs);
    } catch (error) {
      if (!(error instanceof TemporalAway)) throw error;
      throw new Failed(`${error.message} Is a worker running? What was done is kept: do it again.`);
    }
  });
}

async function handBack(
  cli: Cli,
  runs: Runs,
  { by, reason, out, tracker, dryRun }: Pick<Asked, 'out' | 'tracker' | 'dryRun'> & Control,
): Promise<Said> {
  const { sending } = await runs.readSwitch();
  if (sending && !dryRun) {
    const why = reason ?? 'handed back to another system';
    await runs.throwSwitch({ sending: false, by, reason: why });
  }
  if (!dryRun) await setTimeout(settlesMs);
  const now = cli.now();
  const since = new Date(now.getTime() - rememberedMs);
  const held = await runs.readHeld(since, sayEvery(cli, 'runs'));
  const written = tracker && !dryRun ? await writeTracker(cli, tracker, held) : undefined;
  const lines = held.map((run) => lineOfRun(run, now)).toSorted(byPlace);
  if (out !== undefined) await writeLines(out, lines);
  const counts = {
    runs: held.length,
    open: held.filter(({ isOpen }) => isOpen).length,
    withMailLeft: lines.filter((line) => line['Left']).length,
    inDoubt: held.filter(hasDoubt).length,
    ...(written !== undefined && { trackerRows: written }),
  };
  return {
    answer: { sending: dryRun ? sending : false, ...counts, people: lines },
    lines: () => [
      dryRun
        ? 'Nothing was changed: without --dry-run, no email would go out here from now on.'
        : 'No email goes out here any more; runs that start from now on are held too.',
      `${count(counts.runs, 'run')}; with emails left: ${counts.withMailLeft}.`,
      ...(counts.inDoubt > 0
        ? [
            `Emails that may have been sent: ${counts.inDoubt}. Each counts as such, and is marked "unknown".`,
          ]
        : []),
      ...(written === undefined ? [] : [`Written: ${count(written, 'row')} of the tracker.`]),
      ...(out === undefined
        ? sayLines(lines)
        : [`${out} has everybody, and can be read by you alone.`]),
      ...(dryRun ? [] : ['To go on here: evergreen handback --resume']),
    ],
  };
}

function byPlace(a: Record<string, string>, b: Record<string, string>): number {
  const place = (line: Record<string, string>) => `${line['Email']} ${line['Base']}`;
  return place(a) < place(b) ? -1 : 1;
}

function hasDoubt({ input, inDoubt }: HeldRun): boolean {
  return inDoubt !== undefined || input.emails.some(({ state }) => state === 'unknown');
}

function sayLines(lines: readonly Record<string, string>[]): string[] {
  if (lines.length === 0) return [];
  const columns = ['Email', 'Sequence Type', 'Sent', 'Left', 'Run'];
  const rows = lines.map((line) => columns.map((column) => plain(line[column] ?? '')));
  return ['', ...table(['who', 'sequence', 'sent', 'left', 'run'], rows), ''];
}
