import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Evidence, Violation } from '../judge/evidence.js';
import { judge, sayViolation } from '../judge/judge.js';
import { notJudged } from '../judge/whole.js';
import { findBugs, isAsExpected, tableOfFindings } from '../planted-bugs/find-bugs.js';
import { troubles } from './act.js';
import { type Asked, readArguments, usage } from './arguments.js';
import { sayAct, writeScript } from './script.js';
import { tableOf } from './table.js';
import { torture } from './torture.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const asked = understood();
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

/** Undefined, and the reason told, when it was asked wrongly. */
function understood(): Asked | undefined {
  try {
    return readArguments(project);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
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

function judgeAgain(evidence: Evidence): number {
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

// Node's own tidying up at its end may never come to one, after so many broken connections; all is said by now.
process.exit(await main());
