import { InvalidConfig, InvalidSetup, VendorFault } from '../domain/errors.js';

/** Errors whose message says all that the person who started us needs. */
const forPeople = [InvalidConfig, InvalidSetup, VendorFault];

/** Runs a process's main function; what a person can mend is told without a stack. */
export async function runProcess(
  main: () => Promise<void>,
  alsoForPeople: (new (...args: never[]) => Error)[] = [],
): Promise<void> {
  try {
    await main();
  } catch (error) {
    const known = [...forPeople, ...alsoForPeople].some((kind) => error instanceof kind);
    if (!(error instanceof Error) || !known) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
