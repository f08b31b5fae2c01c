import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeProcess, onLeash } from '../../rehearsal/native-process.js';
import { eventually } from '../support/sandbox-process.js';

const [leash = '', ...onIt] = onLeash({ argv: ['true'] });
const canRehearse = spawnSync(leash, onIt).status === 0;

describe('a process of the rehearsal', function () {
  let folder: string;
  before(async function () {
    if (!canRehearse) this.skip(); // it needs Linux with util-linux
    folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
  });
  after(() => folder && rm(folder, { recursive: true }));

  const start = (script: string, graceMs = 60_000) => {
    const argv = [process.execPath, '-e', script];
    const command = { argv, env: { PATH: process.env['PATH'] ?? '' }, cwd: folder, graceMs };
    return new NativeProcess(command, join(folder, 'log'));
  };

  it('ends when it is asked to, and is killed when its grace is over', async () => {
    const fine = start("console.log('here'); setInterval(() => {}, 1000)");
    await eventually('it is here', async () => fine.said.includes('here'));
    assert.equal(await fine.stop(), true);
    assert.equal(fine.isAlive, false);
    const deaf = start(
      "process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)",
      200,
    );
    await eventually('it is here', async () => deaf.said.includes('deaf'));
    assert.doesNotMatch(deaf.said, /here/, 'what another said before is not its own');
    assert.equal(await deaf.stop(), false);
    assert.equal(deaf.isAlive, false);
  });

  it('ends with the rehearsal, also when that is killed', async () => {
    const log = join(folder, 'orphan');
    const script = `
      import { NativeProcess } from './rehearsal/native-process.ts';
      const argv = ['sleep', '600'];
      const command = { argv, env: process.env, cwd: '.', graceMs: 0 };
      console.log(new NativeProcess(command, ${JSON.stringify(log)}).pid);
      setInterval(() => {}, 1000);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    await eventually('it sleeps', async () =>
      (await readFile(`/proc/${pid}/cmdline`, 'utf8')).startsWith('sleep'),
    );
    parent.kill('SIGKILL');
    await eventually('it is gone', async () => !existsSync(`/proc/${pid}`) || isZombie(pid));
  });
});

async function isZombie(pid: number): Promise<boolean> {
  return / Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z '));
}
