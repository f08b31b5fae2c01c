import type { Environment } from '../config/environment.js';
import { secretValues } from '../config/secrets.js';
import { InvalidConfig, InvalidSetup, VendorFault } from '../domain/errors.js';
import { scrubber } from './log.js';

/** Errors whose message says all that the person who started us needs. */
const forPeople = [InvalidConfig, InvalidSetup, VendorFault];

/**
 * Runs a process's main function; what a person can mend is told without a stack, and nothing that it tells
 * as it ends holds a secret.
 */
export async function runProcess(
  env: Environment,
  main: () => Promise<void>,
  alsoForPeople: (new (...args: never[]) => Error)[] = [],
): Promise<void> {
  const scrub = scrubber(secretValues(env));
  try {
    await main();
  } catch (error) {
    const known = [...forPeople, ...alsoForPeople].some((kind) => error instanceof kind);
    if (!(error instanceof Error) || !known) throw scrubbed(error, scrub);
    process.stderr.write(`${scrub(error.message)}\n`);
    process.exitCode = 1;
  }
}

/** An error, and what has caused it, without secrets: Node prints it whole. */
function scrubbed(error: unknown, scrub: (text: string) => string): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? scrub(error) : error;
  const cause = error.cause === undefined ? {} : { cause: scrubbed(error.cause, scrub) };
  const copy = new Error(scrub(error.message), cause);
  copy.name = error.name;
  copy.stack = scrub(error.stack ?? '');
  return copy;
}
