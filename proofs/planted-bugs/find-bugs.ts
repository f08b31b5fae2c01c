import type { Promise12 } from '../judge/evidence.js';
import { sayViolation } from '../judge/judge.js';
import { writeScript } from '../torture/script.js';
import { torture } from '../torture/torture.js';
import type { Bug } from './bug.js';
import { bugs } from './bugs.js';
import { plant } from './plant.js';

export interface Finding {
  bug: string;
  /** Undefined where no seed has shown it. */
  seed?: number;
  seconds: number;
  promises: Promise12[];
}

export interface Search {
  project: string;
  /** Which of them; all, and a control without a bug, where none is named. */
  named: readonly string[];
  seeds: readonly number[];
  minutes: number;
  say: (line: string) => void;
}

/** Plants each bug in a copy of the product, and lets the judge look for it, seed after seed. */
export async function findBugs(search: Search): Promise<Finding[]> {
  const chosen = bugs.filter(
    ({ name }) => search.named.length === 0 || search.named.includes(name),
  );
  const findings: Finding[] = [];
  for (const bug of [...chosen, ...(search.named.length === 0 ? [undefined] : [])]) {
    search.say(bug ? `planted: ${bug.name} …` : 'planted: nothing …');
    const finding = await find(search, bug);
    search.say(`  ${sayFinding(finding)}`);
    findings.push(finding);
  }
  return findings;
}

async function find({ project, seeds, minutes, say }: Search, bug?: Bug): Promise<Finding> {
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1_000);
  const { program, remove } = await plant(project, bug);
  const name = bug?.name ?? '(none)';
  try {
    for (const seed of bug ? seeds : seeds.slice(0, 1)) {
      const script = writeScript({ seed, minutes, only: bug?.troubles ?? [] });
      const { violations } = await torture({
        script,
        program,
        say() {},
        ...(bug && { isFound: (all) => all.some(({ promise }) => bug.breaks.includes(promise)) }),
      });
      for (const violation of violations.slice(0, 3)) say(`  ${sayViolation(violation)}`);
      const promises = [...new Set(violations.map(({ promise }) => promise))];
      if (promises.length > 0) return { bug: name, seed, seconds: seconds(), promises };
    }
    return { bug: name, seconds: seconds(), promises: [] };
  } finally {
    await remove();
  }
}

/** Whether a finding is as it has to be: a bug is found by what it breaks, and nothing where there is none. */
export function isAsExpected({ bug: name, promises }: Finding): boolean {
  const bug = bugs.find((one) => one.name === name);
  if (!bug) return promises.length === 0;
  return promises.some((one) => bug.breaks.includes(one));
}

export function sayFinding(finding: Finding): string {
  const { bug, seed, seconds, promises } = finding;
  const what = promises.length > 0 ? `${promises.join(', ')} by seed ${seed}` : 'nothing found';
  return `${isAsExpected(finding) ? 'ok    ' : 'FAILED'} ${bug.padEnd(58)} ${what}, ${seconds} s`;
}
