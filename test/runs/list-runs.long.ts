import assert from 'node:assert/strict';
import { sequences } from '../../src/campaign/sequences/index.js';
import { MINUTE } from '../../src/domain/duration.js';
import { Malformed } from '../../src/domain/errors.js';
import type { RunQuery } from '../../src/runs/list.js';
import { createRuns } from '../../src/runs/runs.js';
import { type Listed, temporalThatLists } from '../support/listing-temporal.js';

const now = new Date('2025-12-01T00:00:00Z');

/** Our list of these executions, and what Temporal was asked for it. */
function doorTo(executions: Listed[]) {
  const { client, asked } = temporalThatLists(executions);
  const runs = createRuns({ client, now: () => now });
  return {
    asked,
    list: (query?: RunQuery) => runs.list(query),
    /** Ids of one page after the other, and each page's length. */
    async walk(query: RunQuery): Promise<{ ids: string[]; pages: number[] }> {
      const ids: string[] = [];
      const pages: number[] = [];
      for (let after: string | undefined, isFirst = true; isFirst || after; isFirst = false) {
        const { runs: page, next } = await runs.list({ ...query, after });
        ids.push(...page.map(({ id }) => id));
        pages.push(page.length);
        after = next;
      }
      return { ids, pages };
    },
  };
}

const quoted = sequences.map(({ workflowType }) => `'${workflowType}'`);
const types = `WorkflowType IN (${quoted.join(', ')})`;
const broken = "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated', 'Canceled')";

describe('the list of runs', () => {
  const dueBefore = new Date('2025-12-02T00:00:00Z');
  const asked: [what: string, query: RunQuery, expected: string][] = [
    ['open runs', {}, `${types} AND ExecutionStatus = 'Running'`],
    [
      'runs that wait for a person or lost an email, open or not, or could not go on',
      { which: 'attention' },
      `${types} AND ExecutionStatus != 'ContinuedAsNew' AND (NeedsAttention = true OR ${broken})`,
    ],
    [
      'the ended ones of them',
      { which: 'ended attention' },
      `${types} AND ExecutionStatus NOT IN ('Running', 'ContinuedAsNew') AND (NeedsAttention = true OR ${broken})`,
    ],
    ['all runs', { which: 'all' }, `${types} AND ExecutionStatus != 'ContinuedAsNew'`],
    [
      'open runs that send before an instant',
      { dueBefore },
      `${types} AND ExecutionStatus = 'Running' AND NextSendAt < '2025-12-02T00:00:00.000Z'`,
    ],
  ];
  for (const [what, query, expected] of asked) {
    it(`asks Temporal once for ${what}, and once how many there are`, async () => {
      const door = doorTo([]);
      assert.deepEqual(await door.list(query), { runs: [], total: 0 });
      assert.deepEqual(door.asked, [
        { method: 'count', query: expected },
        { method: 'list', query: expected },
      ]);
    });
  }

  it('tells what is stored, and asks no worker', async () => {
    const emails = [
      {
        number: 2,
        template: 'E2',
        sentBy: 'evergreen',
        plannedAt: '2025-12-02T00:00:00.000Z',
        dueAt: '2025-12-02T00:00:00.000Z',
        state: 'scheduled',
      },
    ] as const;
    const door = doorTo([
      {
        id: 'no-show/a/1',
        nextSendAt: '2025-12-02T00:00:00.000Z',
        segment: 'URGENT',
        memo: { emails: [...emails], isTesting: true },
      },
      { id: 'assessment/b', memo: { emails: [], isTesting: false, isPaused: true } },
      {
        id: 'assessment/c',
        status: 'Completed',
        endedAt: '2025-12-01T03:00:00.000Z',
        nextSendAt: '2025-12-01T02:00:00.000Z',
        needsAttention: true,
        memo: { emails: [], attention: { kind: 'lost', number: 2, reason: 'email 2 failed' } },
      },
    ]);
    const { runs } = await door.list({ which: 'all' });
    const startedAt = '2025-12-01T00:00:00.000Z';
    assert.deepEqual(runs, [
      {
        id: 'no-show/a/1',
        sequence: 'no-show',
        segment: 'URGENT',
        isTesting: true,
        status: 'running',
        startedAt,
        nextSendAt: '2025-12-02T00:00:00.000Z',
        next: { number: 2, template: 'E2' },
      },
      {
        id: 'assessment/b',
        sequence: 'assessment',
        segment: null,
        isTesting: false,
        status: 'paused',
        startedAt,
      },
      {
        id: 'assessment/c',
        sequence: 'assessment',
        segment: null,
        isTesting: false,
        status: 'ended',
        startedAt,
        endedAt: '2025-12-01T03:00:00.000Z',
        attention: { kind: 'lost', number: 2, reason: 'email 2 failed' },
      },
    ]);
  });

  for (const [status, reason] of [
    ['Failed', 'the run itself failed'],
    ['TimedOut', 'the run itself timed out'],
    ['Terminated', 'the run was terminated'],
    ['Canceled', 'the run was cancelled'],
  ] as const) {
    it(`shows that ${reason}`, async () => {
      const door = doorTo([{ id: 'a/1', status }]);
      const { runs } = await door.list({ which: 'attention' });
      assert.deepEqual(
        runs.map(({ status: shown, attention }) => [shown, attention]),
        [['ended', { kind: 'lost', reason }]],
      );
    });
  }

  it('hands 10,000 runs out page by page, with four requests at most for each', async () => {
    const executions = Array.from({ length: 10_000 }, (_, at) => ({ id: `a/${at}` }));
    const door = doorTo(executions);
    const { ids, pages } = await door.walk({});
    assert.deepEqual(
      ids,
      executions.map(({ id }) => id),
    );
    assert.ok(pages.every((length) => length === 100));
    assert.ok(door.asked.length <= 4 * pages.length, String(door.asked.length));
  });

  it('hands them out by when they send, each once, however many send at once', async () => {
    // Shuffled; half of them at the very same instant.
    const executions = Array.from({ length: 2_400 }, (_, at): Listed => {
      const minute = at % 2 === 0 ? 0 : ((at * 37) % 2_400) - 700;
      const dueMs = now.getTime() + minute * MINUTE;
      return {
        id: `a/${String(at).padStart(4, '0')}`,
        nextSendAt: new Date(dueMs).toISOString(),
      };
    });
    const door = doorTo(executions);
    const within = new Date(now.getTime() + 20 * 60 * MINUTE);
    const { ids } = await door.walk({ dueBefore: within });
    const expected = executions
      .filter(({ nextSendAt = '' }) => new Date(nextSendAt) < within)
      .toSorted((a, b) => `${a.nextSendAt} ${a.id}`.localeCompare(`${b.nextSendAt} ${b.id}`));
    assert.deepEqual(
      ids,
      expected.map(({ id }) => id),
    );
  });

  it('passes over ended executions that were taken up since', async () => {
    const attention = { kind: 'lost', number: 2, reason: 'email 2 failed' } as const;
    const lost = { status: 'Completed', needsAttention: true, memo: { attention } } as const;
    const door = doorTo([
      { id: 'a/1', runId: 'new', startedAt: '2025-12-01T02:00:00Z' },
      { id: 'a/1', runId: 'old', ...lost },
      { id: 'a/2', runId: 'new', startedAt: '2025-12-01T02:00:00Z', ...lost },
      { id: 'a/2', runId: 'old', ...lost },
    ]);
    const { runs, total } = await door.list({ which: 'attention' });
    assert.deepEqual(
      runs.map(({ id, startedAt }) => [id, startedAt]),
      [['a/2', '2025-12-01T02:00:00.000Z']],
    );
    assert.equal(total, 1);
  });

  it('refuses to go on from what it has not given', async () => {
    for (const after of ['x', Buffer.from('{"id":3}').toString('base64url')]) {
      for (const query of [{}, { dueBefore }]) {
        await assert.rejects(doorTo([]).list({ ...query, after }), Malformed);
      }
    }
  });
});
