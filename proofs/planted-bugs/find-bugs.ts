import type { Violation } from '../judge/evidence.js';
import { torture } from '../torture/torture.js';
import type { Bug } from './bug.js';
import { bugs } from './bugs.js';
import { plant } from './plant.js';
import { scriptOf } from './witnesses.js';

export interface Finding {
  /** Undefined: the control, without any bug. */
  bug: string | undefined;
  seconds: number;
  /** Those that name the bug's promise come first. */
  violations: Violation[];
  /** Whether everybody had been waited for. */
  isDrained: boolean;
}

export interface Search {
  project: string;
  /** Which of them; all, and a control without a bug, where none is named. */
  named: readonly string[];
  seed: number;
  say: (line: string) => void;
}

/** Plants each bug in a copy of the product, and lets the judge look for it. */
export async function findBugs(search: Search): Promise<Finding[]> {
  const { named, say } = search;
  const chosen = bugs.filter(({ name }) => named.length === 0 || named.includes(name));
  const findings: Finding[] = [];
  for (const bug of [...chosen, ...(named.length === 0 ? [undefined] : [])]) {
    say(bug ? `planted: ${bug.name} …` : 'planted: nothing …');
    const finding = await find(search, bug);
    say(`  ${sayFinding(finding)}`);
    findings.push(finding);
  }
  return findings;
}

/** Without a bug all witnesses come, so that none of them is a fault by itself. */
async function find({ project, seed, say }: Search, bug?: Bug): Promise<Finding> {
  const startedMs = Date.now();
  const witnesses = bug ? [bug.shownBy] : [...new Set(bugs.map(({ shownBy }) => shownBy))];
  const { program, remove } = await plant(project, bug);
  const isOfBug = ({ promise }: Violation) => bug?.breaks.includes(promise) === true;
  try {
    const { violations, isDrained } = await torture({
      script: scriptOf(witnesses, seed),
      program,
      workers: 1,
      isReplayed: bug === undefined || bug.breaks.includes('I12'),
      say: bug ? () => {} : say,
      ...(bug && { isFound: (all) => all.some(isOfBug) }),
    });
    return {
      bug: bug?.name,
      seconds: Math.round((Date.now() - startedMs) / 1_000),
      violations: violations.toSorted((a, b) => Number(isOfBug(b)) - Number(isOfBug(a))),
      isDrained,
    };
  } finally {
    await remove();
  }
}

/** Whether a finding is as it has to be: a bug is found by what it breaks, and nothing where there is none. */
export function isAsExpected({ bug: name, violations, isDrained }: Finding): boolean {
  if (name === undefined) return isDrained && violations.length === 0;
  const [first] = violations;
  const bug = bugs.find((one) => one.name === name);
  return first !== undefined && bug?.breaks.includes(first.promise) === true;
}

function sayFinding(finding: Finding): string {
  const { bug = 'nothing', seconds, violations, isDrained } = finding;
  const found = violations.slice(0, bug === 'nothing' ? 10 : 1).map(saySeen);
  const what = found.length > 0 ? found.join('; ') : isDrained ? 'nothing' : 'not all has ended';
  return `${isAsExpected(finding) ? 'ok    ' : 'FAILED'} ${bug}: ${what}, ${seconds} s`;
}

const saySeen = ({ promise, email, seen, expected }: Violation) =>
  `${promise}${email ? `, email ${email}` : ''}: ${seen}; expected ${expected}`;

/** The table of docs/proofs.md. */
export function tableOfFindings(findings: readonly Finding[]): string {
  const rows = findings.map(({ bug = '_none_', seconds, violations: [first] }) => {
    const { promise = '', seen = 'nothing', expected = '' } = first ?? {};
    const what = first ? `${seen}; expected ${expected}` : seen;
    const cells = [bug, promise, `${seconds}`, what.replaceAll(/[0-9a-f]{32}/g, '…')];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `${['| bug | broken | seconds | what was seen |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`;
}
