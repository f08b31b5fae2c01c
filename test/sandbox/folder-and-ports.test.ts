import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, holdFolder } from '../../src/sandbox/folder.js';
import { freePort, PortInUse, requireFreePorts } from '../../src/sandbox/ports.js';

describe('holdFolder', () => {
  it('lets one sandbox have a folder, and whoever comes after its end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      await writeFile(join(folder, 'pid'), String(other.pid));
      await assert.rejects(
        holdFolder(folder),
        (error) =>
          error instanceof FolderInUse &&
          error.message.includes(`process ${other.pid}`) &&
          error.message.includes('SANDBOX_DIR'),
      );
      other.kill('SIGKILL');
      await once(other, 'exit');
      const giveBack = await holdFolder(folder);
      assert.equal(await readFile(join(folder, 'pid'), 'utf8'), String(process.pid));
      await giveBack();
      assert.deepEqual(await readdir(folder), []);
    } finally {
      other.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  });
});

describe('a folder of an earlier version', () => {
  it('is closed to others, with what lies in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    await writeFile(join(folder, 'resend.db'), '', { mode: 0o644 });
    await chmod(folder, 0o755);
    const giveBack = await holdFolder(folder);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, 'resend.db'))).mode & 0o777, 0o600);
    await giveBack();
    await rm(folder, { recursive: true });
  });
});

describe('requireFreePorts', () => {
  it('names the port and its variable when a port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await assert.rejects(
      requireFreePorts({ SANDBOX_RESEND_PORT: port }),
      (error) =>
        error instanceof PortInUse &&
        error.message ===
          `Port ${port} is in use; free it, or set SANDBOX_RESEND_PORT to another one.`,
    );
    server.close();
  });

  it('names both variables that ask for one port', async () => {
    const port = await freePort();
    await assert.rejects(
      requireFreePorts({ SANDBOX_RESEND_PORT: port, SANDBOX_NOTION_PORT: port }),
      /^PortInUse: Port \d+ is asked for by SANDBOX_RESEND_PORT and SANDBOX_NOTION_PORT;/,
    );
  });
});
