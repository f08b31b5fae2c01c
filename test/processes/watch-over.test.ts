import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { watchOver } from '../../src/processes/watch-over.js';
import { createRuns } from '../../src/runs/runs.js';
import { startSkippingServer } from '../support/temporal.js';

describe('watchOver', () => {
  let env: TestWorkflowEnvironment;
  before(async () => {
    env = await startSkippingServer();
  });
  after(() => env?.teardown());

  it('keeps no worker from working where the server knows no schedules, and says so', async () => {
    let said = '';
    const stream = new Writable({
      write(chunk, _, done) {
        said += String(chunk);
        done();
      },
    });
    const runs = createRuns({ client: env.client, now: () => new Date() });
    await watchOver(runs, pino(stream), 'UTC');
    assert.match(said, /no schedule watches over the whole/);
  });
});
