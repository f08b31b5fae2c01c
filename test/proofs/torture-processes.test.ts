import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { KeptTemporal } from '../../proofs/torture/processes.js';
import { locate } from '../../scripts/tools.mjs';
import { freePorts } from '../support/sandbox-process.js';

describe("the torture's Temporal", () => {
  it('bears that troubles overlap: killed, and meanwhile frozen, filled and killed again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    const [port = 0, uiPort = 0] = await freePorts(2);
    const binary = locate('temporal') ?? '';
    const temporal = new KeptTemporal({ binary, folder, port, uiPort });
    await temporal.start();
    try {
      temporal.fill(true);
      const back = new AbortController();
      const killed = Promise.all([temporal.kill(300), temporal.kill(0)]).finally(() =>
        back.abort(),
      );
      // At every moment of dying, being away, and coming back.
      while (!back.signal.aborted) await temporal.freeze(5);
      temporal.fill(false);
      await killed;

      await temporal.freeze(0);
      const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      assert.notEqual(serverVersion, '');
      await connection.close();
    } finally {
      await temporal.end();
      await rm(folder, { recursive: true });
    }
  });
});
