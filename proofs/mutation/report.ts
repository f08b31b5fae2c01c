import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import type { EquivalentMutant, Module } from './modules.js';

/** Of a hundred mutants that can be noticed, so many must be. */
export const leastScore = 90;

/** What came of one module's mutants. */
export interface Finding {
  name: string;
  mutants: number;
  killed: number;
  /** Listed as changing nothing; they count neither way. */
  equivalent: number;
  survivors: Survivor[];
  uncovered: number;
  score: number;
  /** Of the list of exceptions, those that no survivor is. */
  unfitting: EquivalentMutant[];
  isFine: boolean;
  seconds: number;
}

interface Survivor extends Omit<EquivalentMutant, 'why'> {
  line: number;
  isCovered: boolean;
}

/** A mutant on which a test never comes back is noticed as well; one that cannot be loaded is none. */
const noticed = ['Killed', 'Timeout'];

export function findingOf(
  { name, equivalent = [] }: Module,
  results: readonly MutantResult[],
  ms: number,
): Finding {
  const tried = results.filter(({ status }) => isTried(status));
  const killed = tried.filter(({ status }) => noticed.includes(status)).length;
  const left = tried.filter(({ status }) => !noticed.includes(status)).map(survivorOf);
  const fits = (one: EquivalentMutant) => left.filter((survivor) => isSame(survivor, one));
  const excepted = new Set(equivalent.flatMap(fits));
  const survivors = left.filter((one) => !excepted.has(one));
  const score = (100 * killed) / Math.max(killed + survivors.length, 1);
  const unfitting = equivalent.filter((one) => fits(one).length === 0);
  return {
    name,
    mutants: tried.length,
    killed,
    equivalent: excepted.size,
    survivors,
    uncovered: survivors.filter(({ isCovered }) => !isCovered).length,
    score,
    unfitting,
    isFine: score >= leastScore && unfitting.length === 0,
    seconds: Math.round(ms / 1_000),
  };
}

function isTried(status: string): boolean {
  return [...noticed, 'Survived', 'NoCoverage'].includes(status);
}

function survivorOf({ fileName, location, replacement, status }: MutantResult): Survivor {
  const { start, end } = location;
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  // Both count from 1. The end first, as it may be on the same line.
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column - 1) ?? '';
  lines[0] = lines[0]?.slice(start.column - 1) ?? '';
  return {
    file: relative(process.cwd(), fileName),
    line: start.line,
    was: inOneLine(lines.join('\n')),
    becomes: inOneLine(replacement),
    isCovered: status !== 'NoCoverage',
  };
}

function inOneLine(code: string): string {
  return code.replaceAll(/\s+/g, ' ');
}

function isSame(survivor: Survivor, { file, was, becomes }: EquivalentMutant): boolean {
  return survivor.file === file && survivor.was === was && survivor.becomes === becomes;
}

/** The changes that none has noticed, each on a line. */
export function sayFinding({ name, score, survivors, unfitting }: Finding): string {
  return [
    `${name}: ${score.toFixed(1)} %`,
    ...survivors.map(
      ({ file, line, was, becomes, isCovered }) =>
        `  ${file}:${line}  ${was}  ->  ${becomes}${isCovered ? '' : '  (no test comes here)'}`,
    ),
    ...unfitting.map(
      ({ file, was, becomes }) =>
        `  proofs/mutation/modules.ts: no survivor is ${file}  ${was}  ->  ${becomes}`,
    ),
  ].join('\n');
}

export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map((one) => [
    one.name,
    String(one.mutants),
    String(one.killed),
    String(one.equivalent),
    String(one.survivors.length - one.uncovered),
    String(one.uncovered),
    `${one.score.toFixed(1)} %`,
    `${one.seconds} s`,
    one.isFine ? '' : 'too few',
  ]);
  const head = [
    'module',
    'mutants',
    'killed',
    'equivalent',
    'survived',
    'no coverage',
    'score',
    'took',
  ];
  return [head, ...rows]
    .map(([name = '', ...cells]) =>
      [name.padEnd(10), ...cells.map((cell) => cell.padStart(11))].join(' ').trimEnd(),
    )
    .join('\n');
}
