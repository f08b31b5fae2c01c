import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { sequences } from '../../src/campaign/sequences/index.js';
import { createRuns } from '../../src/runs/runs.js';
import type { RunQuery } from '../../src/runs/visibility-query.js';

interface Execution {
  workflowId: string;
  runId: string;
  status: 'RUNNING' | 'COMPLETED';
  /** Hour of a day at which the next email goes. */
  hour?: number;
}

/** A Temporal that lists these executions; the last of an id is its newest. */
function runsOf(executions: Execution[]) {
  const queries: string[] = [];
  const listed = executions.map(({ status, hour, ...execution }) => ({
    ...execution,
    status: { name: status },
    startTime: new Date(0),
    typedSearchAttributes: {
      get: () => (hour === undefined ? undefined : new Date(Date.UTC(2025, 11, 1, hour))),
    },
  }));
  const client = {
    connection: { withDeadline: (_: number, work: () => Promise<unknown>) => work() },
    workflow: {
      list({ query }: { query: string }) {
        queries.push(query);
        return listed;
      },
      count: async () => ({ count: listed.length }),
      getHandle: (id: string) => ({
        describe: async () => ({
          ...listed.findLast(({ workflowId }) => workflowId === id),
          memo: { emails: [] },
        }),
        query: async () => ({ status: 'running', emails: [], history: [] }),
      }),
    },
  } as unknown as Client;
  return { runs: createRuns({ client, now: () => new Date(0) }), queries };
}

const run = (workflowId: string, more: Partial<Execution> = {}): Execution => ({
  workflowId,
  runId: 'only',
  status: 'RUNNING',
  ...more,
});
const quoted = sequences.map(({ workflowType }) => `'${workflowType}'`);
const types = `WorkflowType IN (${quoted.join(', ')})`;

describe('the list of runs', () => {
  const dueBefore = new Date('2025-12-02T00:00:00Z');
  const asked: [what: string, query: RunQuery, expected: string][] = [
    ['open runs', {}, `${types} AND ExecutionStatus = 'Running'`],
    [
      'runs that wait for a person, open or not',
      { needsAttention: true },
      `${types} AND NeedsAttention = true`,
    ],
    [
      'runs that wait for a person, or whose workflow could not go on',
      { needsAttention: true, orBroken: true },
      `${types} AND (NeedsAttention = true OR ExecutionStatus IN ('Failed', 'TimedOut'))`,
    ],
    ['all runs', { withEnded: true }, types],
    [
      'open runs that send before an instant',
      { dueBefore },
      `${types} AND NextSendAt < '2025-12-02T00:00:00.000Z' AND ExecutionStatus = 'Running'`,
    ],
    [
      'open runs that wait for a person and should send',
      { needsAttention: true, dueBefore },
      `${types} AND NeedsAttention = true AND NextSendAt < '2025-12-02T00:00:00.000Z' AND ExecutionStatus = 'Running'`,
    ],
  ];
  for (const [what, query, expected] of asked) {
    it(`asks Temporal for ${what}`, async () => {
      const { runs, queries } = runsOf([]);
      assert.deepEqual(await runs.list(query), { runs: [], total: 0 });
      assert.deepEqual(queries, [expected]);
    });
  }

  it('gives the next to send first, what sends nothing last, and says how many there are', async () => {
    const { runs: door } = runsOf([
      run('a/none'),
      run('a/late', { hour: 9 }),
      run('a/ended', { hour: 1, status: 'COMPLETED' }),
      run('a/early', { hour: 3 }),
    ]);
    const { runs, total } = await door.list({ most: 3 });
    assert.deepEqual(
      runs.map(({ id }) => id),
      ['a/early', 'a/late', 'a/none'],
    );
    assert.equal(total, 4);
  });

  it('gives the newest few as Temporal lists them, and each run once', async () => {
    const { runs: door } = runsOf([
      run('a/2', { hour: 9 }),
      run('a/1', { runId: 'new', status: 'COMPLETED', hour: 1 }),
      run('a/2', { runId: 'only', hour: 9 }),
      run('a/0', { hour: 3 }),
    ]);
    const { runs } = await door.list({ withEnded: true, order: 'newest', most: 2 });
    assert.deepEqual(
      runs.map(({ id, timeline }) => [id, timeline.status]),
      [
        ['a/2', 'running'],
        ['a/1', 'ended'],
      ],
    );
  });

  it('passes over an ended execution that was taken up since', async () => {
    const { runs: door } = runsOf([
      run('a/1', { runId: 'old', status: 'COMPLETED' }),
      run('a/1', { runId: 'new' }),
    ]);
    const { runs } = await door.list();
    assert.deepEqual(
      runs.map(({ id }) => id),
      ['a/1'],
    );
  });
});
