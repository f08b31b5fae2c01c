import assert from 'node:assert/strict';
import { withRuns } from '../../src/cli/temporal.js';
import { NotBegun } from '../../src/domain/errors.js';
import { startBusyTemporal } from '../support/busy-temporal.js';
import { watchRetries } from '../support/retries.js';
import { evergreen } from './evergreen.js';

/** A server that refuses much has cost the command its life, long after its answer. */
describe('evergreen on a busy server', () => {
  let temporal: Awaited<ReturnType<typeof startBusyTemporal>>;
  afterEach(() => temporal.stop());
  const env = () => ({ TEMPORAL_ADDRESS: temporal.address });

  it('asks again, and lists', async () => {
    temporal = await startBusyTemporal('namespace rate limit exceeded', 1);
    const { code, out, err } = await evergreen('runs --json', {
      withRuns: (work) => withRuns(env(), work),
    });
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.deepEqual(JSON.parse(out), { total: 0, runs: [] });
    assert.equal(temporal.calls(), 3, 'one that was refused, the count and the list');
  });

  it('says that no worker has begun, and not that Temporal is away', async () => {
    temporal = await startBusyTemporal('unused', 0);
    const asked = withRuns(env(), () =>
      Promise.reject(new NotBegun('No worker has begun it.', { retryAfterMs: 1 })),
    );
    await assert.rejects(asked, { name: 'Failed', message: 'No worker has begun it.' });
  });

  it('does without what no worker tells in time, and leaves no try behind', async () => {
    const retries = watchRetries();
    temporal = await startBusyTemporal('Workflow is busy.');
    try {
      // One after the other: side by side, a busy machine would not come to the first answer of each in time.
      for (let asked = 1; asked <= 3; asked += 1) {
        const told = await withRuns(env(), (door) => door.timelineOf('assessment/k'));
        assert.equal(told, undefined);
        assert.ok(retries.begun() >= asked, String(retries.begun()));
      }
      assert.equal(
        retries.toCome(),
        0,
        'it would fail on the closed connection, and nobody catch that',
      );
    } finally {
      retries.restore();
    }
  });
});
