import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import Database from 'libsql';
import { locate } from '../../scripts/tools.mjs';
import { startTemporalServer } from '../../src/sandbox/temporal-server.js';
import { attributes } from '../../src/workflows/messages.js';
import { eventually, freePorts } from '../support/sandbox-process.js';

describe("the sandbox's Temporal", () => {
  it('gets the search attributes that an earlier version has not made in its folder', async () => {
    const binary = locate('temporal') ?? '';
    const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    const [port = 0, uiPort = 0] = await freePorts(2);
    const namesNow = async () => {
      const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
      try {
        const { operatorService } = connection;
        const found = await operatorService.listSearchAttributes({ namespace: 'default' });
        return Object.keys(found.customAttributes).toSorted();
      } finally {
        await connection.close();
      }
    };
    const before = spawn(binary, [
      'server',
      'start-dev',
      '--headless',
      '--ip=127.0.0.1',
      '--log-level=never',
      `--port=${port}`,
      `--db-filename=${join(folder, 'temporal.db')}`,
      '--search-attribute=ContactKey=Keyword',
    ]);
    await eventually('it has what it began with', async () => {
      const names = await namesNow().catch(() => []);
      return names.join() === 'ContactKey';
    });
    before.kill('SIGTERM');
    await once(before, 'exit');

    const server = await startTemporalServer({ binary, folder, port, uiPort });
    try {
      const names = Object.values(attributes).map(({ name }) => name);
      assert.deepEqual(await namesNow(), names.toSorted());
      const database = new Database(join(folder, 'temporal.db'), { readonly: true });
      const { journal_mode: mode } = database.prepare('PRAGMA journal_mode').get() as Record<
        string,
        unknown
      >;
      assert.equal(mode, 'wal');
      database.close();
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });
});
