import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { within } from '../../src/runs/deadline.js';
import { keepingDeadlines } from '../../src/runs/keep-deadlines.js';
import { startBusyTemporal } from '../support/busy-temporal.js';
import { watchRetries } from '../support/retries.js';

describe('the retries of a call to Temporal', () => {
  /** Asks once, for as long as is said; gives how often the server was called, and retries were waited for. */
  async function ask(details: string, ms: number) {
    const retries = watchRetries();
    const server = await startBusyTemporal(details);
    const connection = Connection.lazy({ address: server.address, ...keepingDeadlines });
    await connection.ensureConnected(); // which may take longer than the deadline
    const client = new Client({ connection });
    const query = () => client.workflow.getHandle('a/1').query('getTimeline');
    try {
      await assert.rejects(within(client, ms, query));
      assert.equal(retries.toCome(), 0);
      return { calls: server.calls(), waits: retries.begun() };
    } finally {
      retries.restore();
      await connection.close();
      server.stop();
    }
  }

  it('end with its deadline, so that none comes when the connection is closed', async () => {
    assert.deepEqual(await ask('namespace rate limit exceeded', 1_300), { calls: 1, waits: 0 });
  });

  it('come soon where a run is busy for a moment', async () => {
    const { calls, waits } = await ask('Workflow is busy.', 3_000);
    assert.ok(calls >= 3, String(calls));
    assert.equal(waits, calls - 1);
  });
});
