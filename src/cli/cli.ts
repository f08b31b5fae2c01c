import type { Command } from 'commander';
import type { Environment } from '../config/environment.js';
import type { Dns } from '../doctor/installation.js';
import type { FieldFault } from '../domain/errors.js';
import type { OnReplayed, Replayed } from '../replay/replay-histories.js';
import type { Histories } from '../runs/histories.js';
import type { Namespace } from '../runs/namespace.js';
import type { Runs } from '../runs/runs.js';
import { plain, plainJson } from './plain.js';

/** Asks whoever sits at the terminal; what they type is shown unless it is hidden. */
export type Ask = (question: string, options: { isHidden: boolean }) => Promise<string>;

/** Whether work with Temporal starts workflows. */
export interface Starting {
  isStarting?: boolean;
}

/** What commands work with, handed in. */
export interface Cli {
  env: Environment;
  now: () => Date;
  fetch: typeof fetch;
  /** Opens the door to Temporal for as long as the work takes. */
  withRuns: <T>(work: (runs: Runs) => Promise<T>, starting?: Starting) => Promise<T>;
  /** The same, to the namespace itself: how it is set up. */
  withNamespace: <T>(
    work: (namespace: Namespace) => Promise<T>,
    /** Default: that of the process. */
    env?: Environment,
  ) => Promise<T>;
  /** Replays histories on the workflow code of this build; once in a process. */
  replay: (histories: Histories, onReplayed: OnReplayed) => Promise<Replayed>;
  /** Writes to standard output; text comes with its line breaks. */
  print: (text: string) => void;
  printError: (text: string) => void;
  dns: Dns;
  /** Asks whoever sits at the terminal; missing where there is none. */
  ask?: Ask | undefined;
  /** Whether standard output shows colours; default: it does not. */
  hasColours?: boolean;
  /** Where settings are written; default: `.env`. */
  envPath?: string;
  /** The file that settings came from, beside the environment; missing where there is none. */
  envFile?: { path: string; mode: number };
}

/** What a command has to say: to a program, and to a person line by line. */
export interface Said {
  answer: unknown;
  lines: () => string[];
  /** What was told is bad news: said in a line once it was told, with exit code 1. */
  failed?: string | undefined;
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
    const said = await telling(cli, isJson, () => work(...given));
    if (said.failed !== undefined) throw new Failed(said.failed);
  };
}

/** Prints what the work says, or to a program that it failed. */
async function telling(cli: Cli, isJson: boolean, work: () => Said | Promise<Said>): Promise<Said> {
  try {
    const said = await work();
    const { answer, lines } = said;
    cli.print(
      isJson
        ? plainJson(answer)
        : lines()
            .map((line) => `${plain(line)}\n`)
            .join(''),
    );
    return said;
  } catch (error) {
    if (isJson && !(error instanceof WrongUsage)) cli.print(plainJson(toAnswer(error)));
    throw error;
  }
}

/** A failure as a program reads it. */
function toAnswer(error: unknown): object {
  const { message } = error instanceof Error ? error : { message: String(error) };
  if (!(error instanceof Failed)) return { error: { message } };
  const { status, faults } = error;
  return { error: { message, status, errors: faults } };
}
