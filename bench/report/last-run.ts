import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type Judged, type Stored, storedName } from './judged.js';
import type { GrowthPoint } from './row.js';

/** On what it was measured. */
export interface Machine {
  cores: number;
  processor: string;
  memoryGb: number;
  node: string;
}

/** A run that was kept, to be compared with. */
export interface LastRun {
  machine: Machine;
  commit: string;
  date: string;
  rows: Stored;
  growth: GrowthPoint[];
}

const file = fileURLToPath(new URL('../last-run.json', import.meta.url));

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

/** Undefined where none was ever kept. */
export async function readLastRun(): Promise<LastRun | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as LastRun);
}

export async function writeLastRun(run: LastRun): Promise<void> {
  await writeFile(file, `${JSON.stringify(run, null, 2)}\n`);
}

/** This run; what it has not measured stays as it was, if that was on the same machine. */
export function keptRun(
  rows: readonly Judged[],
  growth: GrowthPoint[] | undefined,
  last: LastRun | undefined,
): LastRun {
  const machine = thisMachine();
  const before = last && isDeepStrictEqual(last.machine, machine) ? last : undefined;
  const measured = rows
    .filter((row) => Number.isFinite(row.measured.value))
    .map((row) => [storedName(row), row.measured]);
  return {
    machine,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    date: new Date().toISOString().slice(0, 10),
    rows: { ...before?.rows, ...Object.fromEntries(measured) },
    growth: growth ?? before?.growth ?? [],
  };
}
