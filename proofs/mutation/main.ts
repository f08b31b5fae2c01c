import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { LogLevel, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { type Module, modules } from './modules.js';
import { type Finding, findingOf, leastScore, sayFinding, tableOf } from './report.js';

const folder = '.mutation';
const copies = `${folder}/copy`;
const kept = 'proofs/mutation/survivors';

const usage = `npm run mutate -- [--only MODULE …] [--keep]

Changes the source in small ways, one at a time, and asks the tests whether they notice: mutation testing, by
Stryker. What is changed, and which tests must notice, stands in proofs/mutation/modules.ts. Lists every change
that none has noticed. docs/proofs.md tells what came of the last whole run.

  --only MODULE  these alone, each after its own --only: ${modules.map(({ name }) => name).join(', ')}
  --keep         writes what none has noticed to ${kept}/MODULE.txt
  --help         shows this

A page for each module lies in ${folder}/. Exit 0: in each module at least ${leastScore} % are noticed; 1: in one they
are not, or an exception of the list fits nothing; 2: wrong usage.
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) return 2;
  if (asked.isHelp) {
    process.stdout.write(usage);
    return 0;
  }
  // What a run that was stopped has left: nothing else cleans it up.
  rmSync(copies, { recursive: true, force: true });
  const findings = [];
  for (const module of asked.modules) {
    const finding = await mutate(module);
    say(sayFinding(finding));
    if (asked.isToKeep) keep(finding);
    findings.push(finding);
  }
  say(tableOf(findings));
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}

async function mutate(module: Module) {
  const startedAt = performance.now();
  const options: PartialStrykerOptions & { mochaFiles: string[] } = {
    mutate: [...module.files],
    mochaFiles: [...module.tests],
    testRunner: 'our-mocha',
    plugins: [new URL('mocha-runner.mjs', import.meta.url).href],
    testRunnerNodeArgs: ['--import', 'tsx'],
    coverageAnalysis: 'perTest',
    // The machine that measures has other work too.
    concurrency: 2,
    timeoutFactor: 4,
    tempDirName: copies,
    ignorePatterns: ['dist', 'docs', 'deploy', 'examples', 'test/histories', '.*'],
    reporters: ['html', 'progress-append-only'],
    htmlReporter: { fileName: `${folder}/${module.name}.html` },
    logLevel: 'warn' as LogLevel,
    // Each mutant that acts while files load takes a process, and is worth it.
    warnings: {
      slow: false,
      unknownOptions: true,
      preprocessorErrors: true,
      unserializableOptions: true,
    },
  };
  const mutants = await new Stryker(options).runMutationTest();
  return findingOf(module, mutants, performance.now() - startedAt);
}

function keep(finding: Finding): void {
  writeFileSync(`${kept}/${finding.name}.txt`, `${tableOf([finding])}\n\n${sayFinding(finding)}\n`);
}

/** Undefined, and the reason told, when it was asked wrongly. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = values.only?.find((one) => !modules.some(({ name }) => name === one));
    if (unknown !== undefined) throw new Error(`There is no module "${unknown}".`);
    const chosen = modules.filter(({ name }) => values.only?.includes(name) ?? true);
    return { modules: chosen, isHelp: values.help, isToKeep: values.keep };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

process.exitCode = await main();
