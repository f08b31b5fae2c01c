/**
 * Prints what is wrong with the lockfile, and with what npm is told. That it fits package.json is npm's own check,
 * when it installs.
 */
import { readFileSync } from 'node:fs';
import { faultsOfLockfile, faultsOfNpmrc, type Lockfile } from './lockfile/faults.js';

const read = (path: string) => readFileSync(path, 'utf8');
const found = [
  ...faultsOfLockfile(JSON.parse(read('package-lock.json')) as Lockfile).map(
    (fault) => `package-lock.json: ${fault}`,
  ),
  ...faultsOfNpmrc(read('.npmrc')).map((fault) => `.npmrc: ${fault}`),
];
for (const fault of found) {
  process.stdout.write(`${fault}\n`);
  process.exitCode = 1;
}
