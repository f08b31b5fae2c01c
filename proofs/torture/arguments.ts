import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Evidence } from '../judge/evidence.js';
import { bugs } from '../planted-bugs/bugs.js';
import { type Trouble, troubles } from './act.js';

export const usage = `npm run torture -- [--seed N | --sweep] [--minutes M] [--only KIND …] [--plan] [--bugs [--bug NAME …]] [--json]

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

export interface Asked {
  seed: number;
  minutes: number;
  only: Trouble[];
  isPlan: boolean;
  isOfBugs: boolean;
  bugs: string[];
  judged: Evidence | undefined;
  isBuilt: boolean;
  isJson: boolean;
  isHelp: boolean;
}

/** Nobody waits longer; and what happens is planned as a whole, before any of it. */
const mostMinutes = 24 * 60;

/** @throws {Error} saying what was expected, when it was asked wrongly. */
export function readArguments(project: string): Asked {
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
  const only = values.only?.filter((one) => one !== 'none') ?? [...troubles];
  const unknown = only.find((one) => !troubles.some((known) => known === one));
  if (unknown !== undefined) throw new Error(`There is no kind of trouble "${unknown}".`);
  const noBug = values.bug.find((one) => !bugs.some(({ name }) => name === one));
  if (noBug !== undefined) throw new Error(`There is no bug "${noBug}".`);
  return {
    seed: values.seed === undefined ? seedOf(values.sweep, project) : readSeed(values.seed),
    minutes: readMinutes(values.minutes ?? (values.sweep ? '0.75' : '3')),
    only: only as Trouble[],
    isPlan: values.plan,
    isOfBugs: values.bugs || values.bug.length > 0,
    bugs: values.bug,
    judged: values.judge === undefined ? undefined : readEvidence(values.judge),
    isBuilt: values['as-built'],
    isJson: values.json,
    isHelp: values.help,
  };
}

/** By chance; in a sweep the same for one commit, so that whoever looks at it again sees the same. */
function seedOf(isSweep: boolean, project: string): number {
  if (!isSweep) return Math.floor(Math.random() * 1_000_000);
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: project, encoding: 'utf8' });
  if (!/^[0-9a-f]{40}/.test(stdout ?? ''))
    throw new Error('--sweep needs a clone of the repository');
  return Number.parseInt(stdout.slice(0, 5), 16);
}

function readSeed(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error(`--seed: expected a whole number of at most 15 digits, not "${text}"`);
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (text.trim() !== '' && minutes >= 0 && minutes <= mostMinutes) return minutes;
  throw new Error(`--minutes: expected a number from 0 to ${mostMinutes}, not "${text}"`);
}

const list = z.array(z.unknown());

/** The parts of evidence; what stands in them is the judge's to read. */
const kept = z.object({
  isTesting: z.boolean(),
  untilMs: z.number(),
  executions: list,
  requests: list,
  mails: list,
  rows: list,
  contacts: list,
  looks: list,
  calls: list,
  alerts: list,
  edits: list,
  copy: list,
  troubles: list,
  surfaces: list,
  canaries: list,
} satisfies Partial<Record<keyof Evidence, z.ZodType>>);

function readEvidence(file: string): Evidence {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code: unknown = error instanceof Error && Reflect.get(error, 'code');
    throw new Error(`--judge: ${file} cannot be read (${String(code)})`, { cause: error });
  }
  const json = parsed(text);
  const { error } = kept.safeParse(json);
  if (!error) return json as Evidence;
  const parts = error.issues.map(({ path }) => path.join('.') || 'a JSON object');
  throw new Error(`--judge: ${file} is no evidence that was kept: it lacks ${parts.join(', ')}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
