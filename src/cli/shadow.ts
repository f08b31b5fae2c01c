import { type Command, InvalidArgumentError, Option } from 'commander';
import { olderTemplateNames } from '../campaign/older-names.js';
import { sequences } from '../campaign/sequences/index.js';
import { loadAccountConfig } from '../config/shadow.js';
import { DAY } from '../domain/duration.js';
import { compareShadow, type KnownSubject } from '../domain/records/shadow.js';
import { subjectPattern } from '../domain/records/subject-pattern.js';
import { listMails } from '../vendors/resend/list-mails.js';
import { readLength, readPath, readTime, readWho, type Who, whoOptions } from './arguments.js';
import { type Cli, describeCommand, Failed, type Said, saying } from './cli.js';
import { orFailed, sayEvery } from './old-records.js';
import { count } from './plain.js';
import { writeLines } from './record-files.js';
import { sayShadow, toFileLine } from './say-shadow.js';
import { NotionTemplates } from './template-desk.js';

interface Asked {
  since?: Moment;
  until?: Moment;
  out?: string;
}

/** An instant, or how long ago. */
type Moment = { at: Date } | { agoMs: number };

/** Temporal forgets ended runs after as long. */
const rememberedMs = 30 * DAY;

/** `shadow report` and `shadow end`: what came of running beside an older system, and its end. */
export function addShadow(program: Command, cli: Cli): void {
  const shadow = program
    .command('shadow')
    .description('beside an older system: what would have been sent, and what it has sent');
  describeCommand(
    shadow.command('report'),
    'compares what runs of shadow mode would have sent with what the account at Resend has sent',
    'shadow report --since 24h --out emails.csv',
  )
    .addOption(
      new Option(
        '--since <time>',
        'an instant, or how long ago (default: the first such run)',
      ).argParser(readMoment),
    )
    .addOption(new Option('--until <time>', 'likewise (default: now)').argParser(readMoment))
    .option('--out <file>', 'writes every email, as .csv or .json', readPath)
    .action(saying(cli, (asked: Asked) => report(cli, asked)));
  const end = describeCommand(
    shadow.command('end'),
    'ends every run of shadow mode, before SHADOW is switched off',
    'shadow end --by Ann',
  );
  for (const option of whoOptions()) end.addOption(option);
  end.action(saying(cli, (who: Who) => endAll(cli, who)));
}

/** @throws {InvalidArgumentError} */
function readMoment(text: string): Moment {
  try {
    return { agoMs: readLength(text) };
  } catch {
    try {
      return { at: readTime(text) };
    } catch {
      throw new InvalidArgumentError('Expected an instant, or how long ago, such as 24h.');
    }
  }
}

async function report(cli: Cli, { since, until, out }: Asked): Promise<Said> {
  const account = loadAccountConfig(cli.env);
  const nowMs = cli.now().getTime();
  const plan = await cli.withRuns((runs) =>
    runs.readShadow(new Date(nowMs - rememberedMs), sayEvery(cli, 'runs')),
  );
  if (plan.startedAt === undefined) {
    throw new Failed('there is no run of shadow mode: SHADOW=true, and post an event, or import');
  }
  const sinceMs = toMs(since, nowMs) ?? Date.parse(plan.startedAt);
  const untilMs = toMs(until, nowMs) ?? nowMs;
  if (sinceMs >= untilMs) throw new Failed('--since is not before --until');
  const { subjects, unknown } = await readSubjects(cli);
  // What they sent earlier than we would, or later, lies outside of what is compared.
  const theirs = await orFailed(() =>
    listMails(account, new Date(sinceMs - DAY), sayEvery(cli, 'mails')),
  );
  const compared = compareShadow({ ours: plan.emails, theirs, subjects, sinceMs, untilMs, nowMs });
  if (out !== undefined) await writeLines(out, compared.lines.map(toFileLine));
  const span = { since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
  return sayShadow({ ...span, runs: plan.runs, ...compared }, { unknown, out });
}

function toMs(moment: Moment | undefined, nowMs: number): number | undefined {
  if (moment === undefined) return undefined;
  return 'at' in moment ? moment.at.getTime() : nowMs - moment.agoMs;
}

/** What the subject of each email looks like; `unknown` are templates of which that cannot be told. */
async function readSubjects(cli: Cli): Promise<{ subjects: KnownSubject[]; unknown: string[] }> {
  const found = await new NotionTemplates(cli).all();
  const subjects: KnownSubject[] = [];
  const unknown: string[] = [];
  for (const { template, sentBy } of sequences.flatMap(({ sequence }) => [...sequence.emails])) {
    const names = new Set([template, ...(olderTemplateNames[template] ?? [])]);
    const row = found.find(({ name, status }) => names.has(name) && status === 'Active');
    const pattern = subjectPattern(row?.subject ?? '');
    if (pattern) subjects.push({ template, sentBy, pattern });
    else unknown.push(template);
  }
  return { subjects, unknown };
}

async function endAll(cli: Cli, who: Who): Promise<Said> {
  const control = { reason: 'shadow mode is over', ...readWho(cli, who) };
  const { ended, left } = await cli.withRuns(async (runs) => {
    const told = await runs.endShadow(control, sayEvery(cli, 'runs'));
    return { ended: told, left: (await runs.countModes()).shadow };
  });
  return {
    answer: { ended },
    lines: () => [
      ended === 0
        ? 'No run of shadow mode is open.'
        : `${count(ended, 'run')} of shadow mode told to end; nobody is mailed by that.`,
      ...(left > 0 ? ['They end within seconds while a worker runs.'] : []),
      'Next: SHADOW=false, restart API and worker, then evergreen import.',
    ],
  };
}
