import type { Command } from 'commander';
import type { Environment } from '../config/environment.js';
import type { FieldFault } from '../domain/errors.js';
import type { Runs } from '../runs/runs.js';
import { plain, plainJson } from './plain.js';

/** What commands work with, handed in. */
export interface Cli {
  env: Environment;
  now: () => Date;
  fetch: typeof fetch;
  /** Opens the door to Temporal for as long as the work takes. */
  withRuns: <T>(work: (runs: Runs) => Promise<T>) => Promise<T>;
  /** Writes to standard output; text comes with its line breaks. */
  print: (text: string) => void;
  printError: (text: string) => void;
}

/** What a command has to say: to a program, and to a person line by line. */
export interface Said {
  answer: unknown;
  lines: () => string[];
  /** What is wrong, where the answer says so: it is printed all the same, and the command fails. */
  failure?: string | undefined;
}

/** It was asked rightly and did not work out: exit code 1. */
export class Failed extends Error {
  override name = 'Failed';
  /** HTTP status, where the API said so. */
  readonly status: number | undefined;
  readonly faults: readonly FieldFault[];

  constructor(message: string, more: { status?: number; faults?: readonly FieldFault[] } = {}) {
    super(message);
    this.status = more.status;
    this.faults = more.faults ?? [];
  }
}

/** It was asked wrongly: exit code 2. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}

/** Adds what every command has: a summary, `--json`, and an example in its help. */
export function describeCommand(command: Command, summary: string, example: string): Command {
  return command
    .description(summary)
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', `\nExample:\n  evergreen ${example}`);
}

/** A command's action that prints what the work says, in the form that was asked for. */
export function saying<A extends unknown[]>(
  cli: Cli,
  work: (...given: A) => Said | Promise<Said>,
): (this: Command, ...given: A) => Promise<void> {
  return async function say(...given) {
    const isJson = this.opts()['json'] === true;
    let failed: string | undefined;
    try {
      const { answer, lines, failure } = await work(...given);
      failed = failure;
      cli.print(
        isJson
          ? plainJson(answer)
          : lines()
              .map((line) => `${plain(line)}\n`)
              .join(''),
      );
    } catch (error) {
      if (isJson && !(error instanceof WrongUsage)) cli.print(plainJson(toAnswer(error)));
      throw error;
    }
    if (failed !== undefined) throw new Failed(failed);
  };
}

/** A failure as a program reads it. */
function toAnswer(error: unknown): object {
  const { message } = error instanceof Error ? error : { message: String(error) };
  if (!(error instanceof Failed)) return { error: { message } };
  const { status, faults } = error;
  return { error: { message, status, errors: faults } };
}
