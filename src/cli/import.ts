import { type Command, Option } from 'commander';
import { knownSequences, standingOf } from '../campaign/older-runs.js';
import { loadMovingConfig } from '../config/moving.js';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import type { Judged } from '../domain/import/judge.js';
import { judgeAll } from '../domain/import/judge-all.js';
import { lineOfJudged } from '../domain/import/record.js';
import type { Runs } from '../runs/runs.js';
import { type Cli, describeCommand, Failed, type Said, saying, WrongUsage } from './cli.js';
import { type OldSource, readContacts, readOldRows, sayEvery } from './old-records.js';
import { indent, plain, table } from './plain.js';
import { writeLines } from './record-files.js';
import { sayInstant } from './times.js';

interface Asked extends OldSource {
  go?: true;
  report?: string;
}

/** What comes of a person once Temporal was asked too. */
type Fate = Judged['verdict'] | 'here already' | 'started';

type Imported = Judged & { fate: Fate };

/** So many people are started at once. */
const atOnce = 8;
const mostTries = 4;
/** So many people of each kind are shown; a report has them all. */
const mostShown = 100;

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
    .option('--report <file>', 'writes everybody with what comes of them, as .csv or .json')
    .action(saying(cli, (asked: Asked) => importPeople(cli, asked)));
}

async function importPeople(cli: Cli, asked: Asked): Promise<Said> {
  if (asked.from === undefined && asked.csv === undefined) {
    throw new WrongUsage('expected --from notion, or --csv with a file');
  }
  const config = loadMovingConfig(cli.env);
  const rows = await readOldRows(cli, config, asked);
  const warnings: string[] = [];
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
  return toSaid(people, { isGo: asked.go === true, report, warnings });
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
    return await cli.withRuns(async (runs) => {
      const ids = judged.flatMap(({ id }) => id ?? []);
      const taken = await runs.takenIds([...new Set(ids)]);
      const started = go ? await startAll(cli, runs, judged, taken) : new Set<Judged>();
      return judged.map((one): Imported => {
        const isHere = one.id !== undefined && taken.has(one.id);
        const fate = started.has(one) ? 'started' : isHere ? 'here already' : one.verdict;
        return { ...one, fate };
      });
    });
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
    const address = one.email.toLowerCase();
    byPerson.set(address, [...(byPerson.get(address) ?? []), one]);
  }
  const say = sayEvery(cli, 'started');
  const started = new Set<Judged>();
  const waiting = [...byPerson.values()];
  const walk = async () => {
    for (let person = waiting.shift(); person; person = waiting.shift()) {
      for (const one of person) {
        if (!one.run) continue;
        const { run } = one;
        if (await patiently(() => runs.startOnce(run))) started.add(one);
        else taken.add(run.id);
        say(started.size, ready.length);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  return started;
}

/** A start that is repeated finds what it has started; that is then somebody's who is here already. */
async function patiently(start: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await start()) || tries > 1;
    } catch (error) {
      if (!(error instanceof TemporalAway) || tries === mostTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * SECOND));
    }
  }
}

function toSaid(
  people: readonly Imported[],
  { isGo, report, warnings }: { isGo: boolean; report: string | undefined; warnings: string[] },
): Said {
  const of = (fate: Fate) => people.filter((one) => one.fate === fate);
  const counts = {
    ready: of('ready').length,
    started: of('started').length,
    hereAlready: of('here already').length,
    conflicts: of('conflict').length,
    nothingLeft: of('nothing left').length,
  };
  const coming = isGo ? of('started') : of('ready');
  return {
    answer: { dryRun: !isGo, ...counts, warnings, people: people.map(toAnswer) },
    lines: () => [
      ...warnings.map((warning) => `warning: ${warning}`),
      ...group(isGo ? 'Started' : 'Would start', coming, ['sent', 'will send (UTC)', ''], (one) => [
        sayNumbers(one),
        sayComing(one),
        one.notes.join('; '),
      ]),
      ...sayLacking(coming),
      ...group(
        'Conflicts, which nothing is started for',
        of('conflict'),
        ['why', 'where'],
        (one) => [one.why ?? '', one.where.join(' ')],
      ),
      ...group('Nothing left to send', of('nothing left'), ['why'], (one) => [one.why ?? '']),
      ...group('Here already', of('here already'), ['run'], (one) => [one.id ?? '']),
      ...(people.length === 0 ? ['Nobody is in mid-sequence there.'] : []),
      ...(report === undefined ? [] : [`${report} has everybody, and can be read by you alone.`]),
      ...(isGo || counts.ready === 0 ? [] : ['Nothing was started: that takes --go.']),
    ],
  };
}

function group(
  title: string,
  people: readonly Imported[],
  headings: string[],
  toCells: (one: Imported) => string[],
): string[] {
  if (people.length === 0) return [];
  const shown = people.slice(0, mostShown);
  const rows = shown.map((one) => [one.email, one.sequence, ...toCells(one)]);
  const more = people.length - shown.length;
  return [
    `${title}: ${people.length}`,
    ...indent(
      table(
        ['who', 'sequence', ...headings],
        rows.map((row) => row.map(plain)),
      ),
    ),
    ...(more > 0 ? [`  and ${more} more, which a --report has`] : []),
    '',
  ];
}

/** What nobody knows holds copy that uses it without a default. */
function sayLacking(people: readonly Imported[]): string[] {
  const counts = new Map<string, number>();
  for (const name of people.flatMap(({ lacks }) => lacks)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const said = [...counts].map(([name, count]) => `${name} of ${count}`);
  return [
    `Nothing tells ${said.join(', ')}: an email waits whose copy needs it and has no default.`,
    '',
  ];
}

function sayNumbers({ emails }: Judged): string {
  return emails.flatMap(({ number, state }) => (state === 'sent' ? [number] : [])).join(' ');
}

function sayComing({ emails }: Judged): string {
  const coming = emails.filter(({ state }) => state === 'scheduled');
  return coming.map(({ number, dueAt }) => `${number} at ${sayInstant(dueAt)}`).join(', ');
}

function toAnswer({ fate, email, sequence, id, base, why, notes, where, emails }: Imported) {
  return {
    verdict: fate,
    email,
    sequence,
    ...(id && { id }),
    ...(base && { base }),
    ...(why && { why }),
    notes,
    where,
    emails: emails.map(({ number, state, dueAt, at, reason }) => ({
      number,
      state,
      dueAt,
      ...(at && { at }),
      ...(reason && { reason }),
    })),
  };
}
