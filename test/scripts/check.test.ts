import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const check = (script: string, ...given: string[]) =>
  spawnSync(process.execPath, [script, ...given], { encoding: 'utf8' });

describe('npm run check, as it is called', () => {
  it('runs the step that is named, and tells its time', () => {
    const { status, stdout } = check('scripts/check.mjs', 'lockfile');
    assert.match(stdout, /^ok {4} lockfile \(\d+\.\d s\)\nall is well \(\d+\.\d s\)\n$/);
    assert.equal(status, 0);
  });

  it('says what there is to name', () => {
    const { status, stdout } = check('scripts/check.mjs', '--help');
    assert.match(stdout, /--fix[^]*mends/);
    assert.equal(status, 0);
  });

  for (const given of ['--mend', 'rhymes']) {
    it(`refuses ${given} with its usage`, () => {
      const { status, stdout, stderr } = check('scripts/check.mjs', given);
      assert.match(stderr, new RegExp(`${given}[^]*Usage: npm run check`));
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    });
  }

  it('says what to run where packages are missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'evergreen-check-'));
    try {
      mkdirSync(join(folder, 'scripts'));
      copyFileSync('scripts/check.mjs', join(folder, 'scripts/check.mjs'));
      const { status, stderr } = check(join(folder, 'scripts/check.mjs'), 'types');
      assert.equal(stderr, 'Packages are missing (tsc): run "node scripts/setup.mjs" first.\n');
      assert.equal(status, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
