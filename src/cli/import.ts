import { type Command, Option } from 'commander';
import { knownSequences, standingOf } from '../campaign/older-runs.js';
import { loadMovingConfig } from '../config/moving.js';
import { TemporalAway } from '../domain/errors.js';
import type { Judged } from '../domain/import/judge.js';
import { judgeAll } from '../domain/import/judge-all.js';
import { lineOfJudged } from '../domain/import/record.js';
import { shadowWarning } from '../domain/shadow.js';
import { inParallel } from '../runs/in-parallel.js';
import type { Runs } from '../runs/runs.js';
import { readPath } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying, WrongUsage } from './cli.js';
import { type OldSource, readContacts, readOldRows, sayEvery } from './old-records.js';
import { writeLines } from './record-files.js';
import { type Imported, sayImport } from './say-import.js';

interface Asked extends OldSource {
  go?: true;
  report?: string;
}

/** So many people are started at once. */
const atOnce = 8;

/** `import`: people in mid-sequence, from the tracker or the file of an older system. */
export function addImport(program: Command, cli: Cli): void {
  describeCommand(
    program.command('import'),
    'goes on with people whom an older system has in mid-sequence; without --go only says what it would do',
    'import --from notion --report people.csv',
  )
    .addOption(
      new Option('--from <where>', "the tracker in Notion, in Prefect's or Kestra's shape")
        .choices(['notion'])
        .conflicts('csv'),
    )
    .option('--csv <file>', 'a CSV file instead; docs/migrating.md describes its columns')
    .option('--go', 'starts the runs')
    .option(
      '--report <file>',
      'writes everybody with what comes of them, as .csv or .json',
      readPath,
    )
    .action(saying(cli, (asked: Asked) => importPeople(cli, asked)));
}

async function importPeople(cli: Cli, asked: Asked): Promise<Said> {
  if (asked.from === undefined && asked.csv === undefined) {
    throw new WrongUsage('expected --from notion, or --csv with a file');
  }
  const config = loadMovingConfig(cli.env);
  const rows = await readOldRows(cli, config, asked);
  const warnings = config.isShadow ? [`${shadowWarning} of runs that are started now`] : [];
  const contactsOf = await readContacts(cli, config).catch((error: unknown) => {
    const isSafe = !asked.go && asked.csv !== undefined && error instanceof Failed;
    if (!isSafe) throw error;
    warnings.push(
      `contacts cannot be read, so nobody here is known to have booked: ${error.message}`,
    );
    return () => [];
  });
  const { contactKeySecret, isTesting } = config;
  const judged = judgeAll(rows, knownSequences, {
    now: cli.now(),
    isTesting,
    contactKeySecret,
    contactsOf,
    standingOf,
  });
  const people = await askTemporal(cli, judged, asked, warnings);
  const { report } = asked;
  if (report !== undefined) {
    await writeLines(
      report,
      people.map((one) => ({ ...lineOfJudged(one), Verdict: one.fate })),
    );
  }
  return sayImport(people, { isGo: asked.go === true, report, warnings });
}

/** Looks who is here already, and starts the others where that is asked for. */
async function askTemporal(
  cli: Cli,
  judged: readonly Judged[],
  { go }: Asked,
  warnings: string[],
): Promise<Imported[]> {
  const asJudged = () => judged.map((one): Imported => ({ ...one, fate: one.verdict }));
  try {
    const work = async (runs: Runs) => {
      const ids = judged.flatMap(({ id }) => id ?? []);
      const taken = await runs.takenIds([...new Set(ids)]);
      const started = go ? await startAll(cli, runs, judged, taken) : new Set<Judged>();
      return judged.map((one): Imported => {
        const isHere = one.id !== undefined && taken.has(one.id);
        const fate = started.has(one) ? 'started' : isHere ? 'here already' : one.verdict;
        return { ...one, fate };
      });
    };
    return await cli.withRuns(work, { isStarting: go === true });
  } catch (error) {
    if (go || !(error instanceof Failed)) throw error;
    warnings.push(`nobody can tell who is here already: ${error.message}`);
    return asJudged();
  }
}

/** Starts runs, those of one person one after the other; gives whose were started. */
async function startAll(
  cli: Cli,
  runs: Runs,
  judged: readonly Judged[],
  taken: Set<string>,
): Promise<Set<Judged>> {
  const byPerson = new Map<string, Judged[]>();
  const ready = judged.filter(({ verdict, id = '' }) => verdict === 'ready' && !taken.has(id));
  for (const one of ready) {
    byPerson.set(one.address, [...(byPerson.get(one.address) ?? []), one]);
  }
  const say = sayEvery(cli, 'started');
  const started = new Set<Judged>();
  try {
    await inParallel(atOnce, [...byPerson.values()], async (person) => {
      for (const one of person) {
        if (!one.run) continue;
        if (await runs.startOnce(one.run)) started.add(one);
        else taken.add(one.run.id);
        say(started.size, ready.length);
      }
    });
  } catch (error) {
    if (!(error instanceof TemporalAway)) throw error;
    throw new Failed(
      `${error.message}; ${started.size} of ${ready.length} are started. Do it again: nobody is started twice.`,
    );
  }
  return started;
}
