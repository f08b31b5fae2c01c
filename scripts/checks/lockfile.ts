/** Prints what is wrong with the lockfile. That it fits package.json is npm's own check, when it installs. */
import { readFileSync } from 'node:fs';
import { faultsOfLockfile, type Lockfile } from './lockfile/faults.js';

const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;
for (const fault of faultsOfLockfile(lockfile)) {
  process.stdout.write(`package-lock.json: ${fault}\n`);
  process.exitCode = 1;
}
