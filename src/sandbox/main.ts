import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { locate } from '../../scripts/tools.mjs';
import { InvalidConfig, InvalidSetup } from '../domain/errors.js';
import { PortInUse } from './ports.js';
import { startSandbox } from './sandbox.js';

const usage = `Usage: npm start [-- --reset]

Starts everything on this computer, without any account: Temporal with its Web UI,
stand-ins for Notion and Resend, the API, the worker, and a page to look at.
Ctrl-C stops it all; starting it again finds the same state.

  --reset   forget everything that an earlier start left behind
  --help    this text
`;

const { values } = parseArgs({
  options: { reset: { type: 'boolean' }, help: { type: 'boolean' } },
});

if (values.help) {
  process.stdout.write(usage);
} else {
  process.exitCode = await run();
}

async function run(): Promise<number> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const sandbox = await startSandbox({
      env: process.env,
      project: fileURLToPath(new URL('../..', import.meta.url)),
      temporalBinary: locate('temporal'),
      isReset: values.reset ?? false,
      say,
    });
    say(sandbox.welcome);
    const failure = await Promise.race([interrupted.then(() => undefined), sandbox.failure]);
    say(failure ? `Stopping: ${failure.message}` : '\nStopping …');
    await sandbox.stop();
    return failure ? 1 : 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Errors whose message says all that a person needs. */
function isForPeople(error: unknown): error is Error {
  return [InvalidConfig, InvalidSetup, PortInUse].some((known) => error instanceof known);
}
