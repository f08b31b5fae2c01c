import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const script = 'scripts/env-file.mjs';

describe('the file of settings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evergreen-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const started = (env: Record<string, string>) =>
    execFileSync(
      process.execPath,
      [
        '--import',
        resolve(script),
        '-p',
        "['A', 'B', 'C'].map((name) => process.env[name]).join()",
      ],
      { cwd: folder, env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' },
    ).trim();

  it('counts for what the environment leaves out or empty', () => {
    writeFileSync(join(folder, '.env'), "A='of the file'\nB=file\nC=file\n");
    assert.equal(started({ B: '', C: 'environment' }), 'of the file,file,environment');
  });

  it('need not be there', () => {
    assert.equal(started({ A: 'x' }), 'x,,');
  });

  it('is read by the processes as npm starts them', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const name of ['worker', 'api']) {
      assert.ok(scripts[name]?.startsWith(`node --import ./${script} `), name);
    }
  });
});
