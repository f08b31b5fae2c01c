/** Prints what looks like a real secret in the repository's files. */
import { readFileSync } from 'node:fs';
import { listFiles } from './list-files.js';
import { findSecrets } from './secrets/faults.js';

for (const path of listFiles()) {
  if (path.endsWith('.png')) continue;
  for (const found of await findSecrets(path, readFileSync(path, 'utf8'))) {
    process.stdout.write(`${path}:${found}\n`);
    process.exitCode = 1;
  }
}
