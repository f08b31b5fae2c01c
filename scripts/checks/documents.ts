/** Prints what the documents name and there is not: paths, links with their anchors, commands with their options. */
import { readFileSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { createProgram } from '../../src/cli/program.js';
import { faultsOf } from './documents/faults.js';
import { listFiles } from './list-files.js';

const isDocument =
  /^(README|CONTRIBUTING|CHANGELOG|SECURITY)\.md$|^docs\/.+\.md$|^(docker-compose.*\.yml|\.env\.example|Dockerfile)$|^deploy\//;

const files = { paths: listFiles(), read: (path: string) => readFileSync(path, 'utf8') };
const nothing = () => {};
const commands = {
  scripts: packageJson.scripts,
  options: {
    start: ['--reset', '--help'],
    check: ['--fix', '--help'],
    bench: ['--quick', '--whole', '--json', '--only', '--keep', '--help'],
    torture: [
      '--seed',
      '--sweep',
      '--minutes',
      '--only',
      '--plan',
      '--bugs',
      '--bug',
      '--judge',
      '--json',
      '--help',
    ],
    mutate: ['--only', '--keep', '--help'],
    rehearse: ['--only', '--from', '--json', '--may-skip', '--help'],
    test: ['--grep'],
    'record-histories': ['--again', '--dry-run', '--help'],
    images: ['--pin', '--help'],
  },
  evergreen: createProgram({
    env: {},
    now: () => new Date(0),
    fetch,
    withRuns: () => Promise.reject(new Error('only described, never run')),
    dns: { txt: async () => [], mx: async () => [] },
    withNamespace: () => Promise.reject(new Error('only described, never run')),
    replay: () => Promise.reject(new Error('nothing is replayed here')),
    print: nothing,
    printError: nothing,
  }),
};

const faults = files.paths
  .filter((path) => isDocument.test(path))
  .flatMap((document) =>
    faultsOf(document, files, commands).map(({ line, what }) => `${document}:${line} ${what}`),
  );
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
