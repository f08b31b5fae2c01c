import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { looseImages } from '../../scripts/images.mjs';

const files = ['Dockerfile', 'docker-compose.temporal.yml'];

describe('npm run images', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evergreen-images-'));
    mkdirSync(join(folder, 'scripts'));
    for (const file of [...files, 'scripts/images.mjs']) cpSync(file, join(folder, file));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What is on the path as docker says this of every image. */
  const withDocker = (says: string) => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const docker = join(folder, 'bin/docker');
    writeFileSync(docker, `#!/bin/sh\n${says}\n`);
    chmodSync(docker, 0o755);
  };
  const run = (...args: string[]) => {
    const PATH = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
    const asked = [join(folder, 'scripts/images.mjs'), ...args];
    return spawnSync(process.execPath, asked, { encoding: 'utf8', env: { ...process.env, PATH } });
  };
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const strip = (text: string) => text.replaceAll(/@sha256:[0-9a-f]{64}/g, '');

  it('finds every image that is not ours', () => {
    const found = files
      .flatMap((file) => looseImages(strip(read(file))))
      .map((one) => one.split(':')[0]);
    assert.deepEqual(found, [
      'node',
      'temporalio/admin-tools',
      'postgres',
      'temporalio/server',
      'temporalio/ui',
      'prom/prometheus',
      'grafana/grafana',
    ]);
  });

  it('refuses what has no digest, writes what the registry tells, and is content then', () => {
    for (const file of files) writeFileSync(join(folder, file), strip(read(file)));
    const before = run();
    assert.equal(before.status, 1);
    assert.match(before.stdout, /^Dockerfile: node:\S+ has no digest$/m);

    withDocker(`printf '%s' "$6" | sha256sum | sed 's/ .*//; s/^/sha256:/'`);
    assert.equal(run('--pin').status, 0);
    assert.match(read('Dockerfile'), /^FROM node:\d[\w.-]+@sha256:[0-9a-f]{64} AS base$/m);
    assert.match(
      read('docker-compose.temporal.yml'),
      /image: postgres:[\d.]+@sha256:[0-9a-f]{64}$/m,
    );
    for (const file of files) assert.equal(strip(read(file)), strip(readFileSync(file, 'utf8')));
    const after = run();
    assert.deepEqual([after.status, after.stdout], [0, 'Every image is named by its digest.\n']);

    const once = files.map(read);
    assert.equal(run('--pin').status, 0);
    assert.deepEqual(files.map(read), once, 'again changes nothing');
  });

  it('writes nothing where the registry tells of one none', () => {
    withDocker(
      `case "$6" in postgres*) echo 'no such host' >&2; exit 1;; *) echo sha256:${'0'.repeat(64)};; esac`,
    );
    const before = files.map(read);
    const { status, stderr } = run('--pin');
    assert.equal(status, 2);
    assert.match(stderr, /^postgres:\S+: the registry told no digest: no such host/);
    assert.deepEqual(files.map(read), before);
  });
});
