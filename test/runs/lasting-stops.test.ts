import assert from 'node:assert/strict';
import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { createRuns } from '../../src/runs/runs.js';

/** A Temporal with these workflows, all open; `asked` is how often each kind of request came. */
function runsOf(open: string[], { canList = true } = {}) {
  const asked = { lists: 0, describes: 0 };
  const client = {
    connection: { withDeadline: (_: number, work: () => Promise<unknown>) => work() },
    workflow: {
      list({ query }: { query: string }) {
        asked.lists += 1;
        if (!canList) throw new ServiceError('the list is away');
        assert.match(query, /^ContactKey = 'k' AND WorkflowType = 'stopContact' AND /);
        return open.map((workflowId) => ({ workflowId }));
      },
      getHandle: (id: string) => ({
        describe: async () => {
          asked.describes += 1;
          if (open.includes(id)) return { status: { name: 'RUNNING' } };
          throw new WorkflowNotFoundError('', id, undefined);
        },
      }),
    },
  } as unknown as Client;
  return { runs: createRuns({ client, now: () => new Date(0) }), asked };
}

const open = ['stop/k/unsubscribed', 'stop/k/complained', 'stop/k/booked/1', 'stop/k/superseded'];
const lasting = ['unsubscribed', 'complained'];

describe('the stops of a person that hold', () => {
  it('cost one request before an email', async () => {
    const { runs, asked } = runsOf(open);
    assert.deepEqual(await runs.listedStops('k'), lasting);
    assert.deepEqual(asked, { lists: 1, describes: 0 });
  });

  it('are asked for by their ids where nothing can be listed, so that no email waits for it', async () => {
    const { runs, asked } = runsOf(open, { canList: false });
    assert.deepEqual(await runs.listedStops('k'), lasting);
    assert.deepEqual(asked, { lists: 1, describes: 3 });
  });

  it('are asked for by their ids when a run begins: a list may not show them yet', async () => {
    const { runs, asked } = runsOf(open);
    assert.deepEqual(await runs.openStops('k'), lasting);
    assert.deepEqual(asked, { lists: 0, describes: 3 });
  });

  it('are told from those of one event, since an instant', async () => {
    const { runs } = runsOf(open);
    assert.deepEqual(await runs.stopsSince('k', '2025-12-01T00:00:00.000Z'), [
      'booked',
      'unsubscribed',
      'complained',
      'superseded',
    ]);
  });
});
