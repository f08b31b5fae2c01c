import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { locate } from '../../scripts/tools.mjs';
import { runProcess } from '../processes/run-process.js';
import { FolderInUse } from './folder.js';
import { PortInUse } from './ports.js';
import { startSandbox } from './sandbox.js';
import { TemporalDidNotStart } from './temporal-server.js';

const usage = `Usage: npm start [-- --reset]

Starts everything on this computer, without any account: Temporal with its Web UI,
stand-ins for Notion and Resend, the API, the worker, and a page to look at.
Ctrl-C stops it all; starting it again finds the same state.

  --reset   forget everything that an earlier start left behind
  --help    this text
`;

const flags = readFlags();
if (!flags) process.exitCode = 2;
else if (flags.help) process.stdout.write(usage);
else
  await runProcess(process.env, () => run(flags.reset ?? false), [
    PortInUse,
    FolderInUse,
    TemporalDidNotStart,
  ]);

function readFlags() {
  try {
    return parseArgs({ options: { reset: { type: 'boolean' }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : ''}\n\n${usage}`);
    return undefined;
  }
}

async function run(isReset: boolean): Promise<void> {
  process.umask(0o077); // whatever a part of it writes, Temporal's server too, is for its owner alone
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const sandbox = await startSandbox({
    env: process.env,
    project: fileURLToPath(new URL('../..', import.meta.url)),
    temporalBinary: locate('temporal'),
    isReset,
    say,
  });
  say(sandbox.welcome);
  const failure = await Promise.race([interrupted.then(() => undefined), sandbox.failure]);
  say(failure ? `Stopping: ${failure.message}` : '\nStopping …');
  await sandbox.stop();
  if (failure) process.exitCode = 1;
}
