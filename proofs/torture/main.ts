import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Evidence, Violation } from '../judge/evidence.js';
import { judge, sayViolation } from '../judge/judge.js';
import { notJudged } from '../judge/whole.js';
import { findBugs, isAsExpected, tableOfFindings } from '../planted-bugs/find-bugs.js';
import { type Trouble, troubles } from './act.js';
import { sayAct, writeScript } from './script.js';
import { tableOf } from './table.js';
import { torture } from './torture.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

const usage = `npm run torture -- [--seed N | --sweep] [--minutes M] [--only KIND …] [--plan] [--bugs [--bug NAME …]] [--json]

Runs the product as real processes against stand-ins: random people, stops and controls, while answers are lost,
vendors are away, people edit Notion, and processes die at the worst moments. Then all is healed, everybody is
waited for, and the judge decides every promise from the evidence. docs/proofs.md says how to read that.

  --seed N      what happens, so that it can be repeated; default: by chance, and told
  --sweep       what happens is another with each commit; of three quarters of a minute, for CI
  --minutes M   for how long things go wrong; default 3. Healing takes some minutes more
  --only KIND   these troubles alone, each after its own --only: ${troubles.join(', ')};
                none: no trouble at all
  --plan        tells what the seed will do, and does nothing
  --bugs        plants each bug of proofs/planted-bugs in a copy, and shows that the judge finds it
  --bug NAME    these bugs alone, each after its own --bug
  --judge FILE  judges evidence that was kept, once more, and plays nothing
  --as-built    takes dist/ as it is; else it is built first
  --json        for programs
  --help        shows this

The evidence lies in .torture/. Exit 0: all is as it should be; 1: something is not;
2: wrong usage.
`;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) return 2;
  if (asked.isHelp) {
    process.stdout.write(usage);
    return 0;
  }
  if (asked.isPlan) return showPlan(asked);
  if (asked.judged !== undefined) return judgeAgain(asked.judged);
  if (!asked.isBuilt) build();
  return asked.isOfBugs ? searchBugs(asked) : tortureOnce(asked);
}

interface Asked {
  seed: number;
  minutes: number;
  only: Trouble[];
  isPlan: boolean;
  isOfBugs: boolean;
  bugs: string[];
  judged: string | undefined;
  isBuilt: boolean;
  isJson: boolean;
  isHelp: boolean;
}

/** Undefined, and the reason told, when it was asked wrongly. */
function readArguments(): Asked | undefined {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string' },
        sweep: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        plan: { type: 'boolean', default: false },
        bugs: { type: 'boolean', default: false },
        bug: { type: 'string', multiple: true, default: [] },
        judge: { type: 'string' },
        'as-built': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const isOfBugs = values.bugs || values.bug.length > 0;
    const only = values.only?.filter((one) => one !== 'none') ?? [...troubles];
    const unknown = only.find((one) => !troubles.some((known) => known === one));
    if (unknown !== undefined) throw new Error(`There is no kind of trouble "${unknown}".`);
    return {
      seed: numberOf('--seed', values.seed ?? String(values.sweep ? seedOfCommit() : anySeed())),
      minutes: numberOf('--minutes', values.minutes ?? (values.sweep ? '0.75' : '3')),
      only: only as Trouble[],
      isPlan: values.plan,
      isOfBugs,
      bugs: values.bug,
      judged: values.judge,
      isBuilt: values['as-built'],
      isJson: values.json,
      isHelp: values.help,
    };
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

const anySeed = () => Math.floor(Math.random() * 1_000_000);

/** The same for one commit, so that whoever looks at it again sees the same. */
function seedOfCommit(): number {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: project, encoding: 'utf8' });
  if (!/^[0-9a-f]{40}/.test(stdout ?? ''))
    throw new Error('--sweep needs a clone of the repository');
  return Number.parseInt(stdout.slice(0, 5), 16);
}

/** What repeats it. */
function commandOf({ seed, minutes, only }: Pick<Asked, 'seed' | 'minutes' | 'only'>): string {
  const isAll = only.length === troubles.length;
  const kinds = isAll ? [] : only.length === 0 ? ['none'] : only;
  const options = [
    '--seed',
    seed,
    '--minutes',
    minutes,
    ...kinds.flatMap((one) => ['--only', one]),
  ];
  return `npm run torture -- ${options.join(' ')}`;
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0))
    throw new Error(`${option}: expected a number, not "${text}"`);
  return number;
}

function build(): void {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: project,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the product could not be built');
}

function showPlan(asked: Asked): number {
  for (const { atMs, act } of writeScript(asked).steps) {
    process.stdout.write(`${(atMs / 1_000).toFixed(1).padStart(7)} s  ${sayAct(act)}\n`);
  }
  return 0;
}

async function tortureOnce({ seed, minutes, only, isJson }: Asked): Promise<number> {
  const script = writeScript({ seed, minutes, only });
  const again = commandOf({ seed, minutes, only });
  say(`${script.steps.length} things within ${minutes} min; again: ${again}`);
  const program = join(project, 'dist');
  const { evidence, violations, isDrained } = await torture({
    script,
    program,
    isReplayed: true,
    say,
  });
  const report = tableOf(evidence, violations);
  const figures = { seed, minutes, isDrained, violations, rows: report.rows };
  process.stdout.write(isJson ? `${JSON.stringify(figures, null, 2)}\n` : report.text);
  if (!isDrained) say('not all has ended in time');
  const isKept = sayVerdict(evidence, violations);
  await mkdir(join(project, '.torture'), { recursive: true });
  const file = join(project, '.torture', `${seed}.json`);
  await writeFile(file, JSON.stringify(evidence, null, 1));
  if (isKept) return isDrained ? 0 : 1;
  say(`\nevidence: ${file}\nagain: ${again}`);
  return 1;
}

/** Says what is broken, and what nobody could tell. @returns whether all was kept. */
function sayVerdict(evidence: Evidence, violations: readonly Violation[]): boolean {
  const unjudged = notJudged(evidence);
  for (const violation of violations) say(sayViolation(violation));
  for (const what of unjudged) say(`not judged: ${what}`);
  return violations.length === 0 && unjudged.length === 0;
}

async function judgeAgain(file: string): Promise<number> {
  const evidence = JSON.parse(await readFile(file, 'utf8')) as Evidence;
  const violations = judge(evidence);
  process.stdout.write(tableOf(evidence, violations).text);
  return sayVerdict(evidence, violations) ? 0 : 1;
}

async function searchBugs({ seed, bugs, isJson }: Asked): Promise<number> {
  const findings = await findBugs({ project, named: bugs, seed, say });
  const json = () => `${JSON.stringify({ findings }, null, 2)}\n`;
  process.stdout.write(isJson ? json() : tableOfFindings(findings));
  return findings.every(isAsExpected) ? 0 : 1;
}

process.exitCode = await main();
