import assert from 'node:assert/strict';
import { listAttention, listDue } from '../../src/console/lists.js';
import { createPeople } from '../../src/console/people.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import type { Attention } from '../../src/domain/run/attention.js';
import { createRuns, type Runs } from '../../src/runs/runs.js';
import { type Listed, temporalThatLists } from '../support/listing-temporal.js';

const now = new Date('2025-12-01T12:00:00Z');

/** The console's own view of these executions. */
function consoleOf(executions: Listed[]) {
  const named: string[] = [];
  const runs: Runs = {
    ...createRuns({ client: temporalThatLists(executions).client, now: () => now }),
    async personOf(id) {
      named.push(id);
      return { email: `${id.split('/')[1]}@b.org`, key: id };
    },
  };
  const people = createPeople({
    runs,
    contactKeySecret: '',
    findAddress: async () => undefined,
    findContact: async () => undefined,
  });
  return {
    /** Ids of the runs whose persons were asked for. */
    named,
    due: () => listDue({ runs, people }, now),
    attention: () => listAttention({ runs, people }),
  };
}

describe('listDue', () => {
  it('shows the soonest of many, overdue ones first, and counts them all', async () => {
    // Shuffled, and half of them within the first hour.
    const minutes = Array.from({ length: 100 }, (_, at) => ((at * 37) % 100) - 5);
    const page = consoleOf(
      minutes.map((minute) => ({
        id: `assessment/${minute}`,
        nextSendAt: new Date(now.getTime() + minute * MINUTE).toISOString(),
      })),
    );
    const { runs: shown, total } = await page.due();
    assert.equal(total, 100);
    assert.equal(shown.length, 30);
    const soonest = minutes.toSorted((a, b) => a - b).slice(0, shown.length);
    assert.deepEqual(
      shown.map(({ id }) => id),
      soonest.map((minute) => `assessment/${minute}`),
    );
    await page.due();
    assert.equal(page.named.length, 30, 'who is shown is asked for once');
  });

  it('shows nothing that is due later than in 24 hours', async () => {
    const dueAt = (hours: number) => new Date(now.getTime() + hours * HOUR).toISOString();
    const page = consoleOf([
      { id: 'no-show/a/x', nextSendAt: dueAt(23) },
      { id: 'no-show/b/x', nextSendAt: dueAt(25) },
    ]);
    const { runs, total } = await page.due();
    assert.deepEqual(
      runs.map(({ person }) => person),
      ['a@b.org'],
    );
    assert.equal(total, 1);
  });
});

describe('listAttention', () => {
  it('tells what waits for a person from what did not go through, open or ended', async () => {
    const asks = (kind: Attention['kind']) => ({
      needsAttention: true,
      memo: { emails: [], attention: { kind, number: 2, reason: '' } },
    });
    const { waiting, lost, hasMore } = await consoleOf([
      { id: 'assessment/blocked', ...asks('waits') },
      { id: 'assessment/failed-one', ...asks('lost') },
      { id: 'assessment/fine' },
      { id: 'assessment/unknown', status: 'Completed', ...asks('waits') },
      { id: 'assessment/too-late', status: 'Completed', ...asks('lost') },
      { id: 'assessment/broken', status: 'Terminated' },
      { id: 'assessment/done', status: 'Completed' },
    ]).attention();
    const names = (runs: { id: string }[]) => runs.map(({ id }) => id.split('/')[1]);
    assert.deepEqual(names(waiting), ['blocked', 'unknown']);
    assert.deepEqual(names(lost), ['failed-one', 'too-late', 'broken']);
    assert.equal(hasMore, false);
  });

  it('is not crowded out by what has ended', async () => {
    const ended = Array.from({ length: 500 }, (_, at) => ({
      id: `assessment/${at}`,
      status: 'Failed' as const,
    }));
    const { waiting, hasMore } = await consoleOf([
      ...ended,
      { id: 'assessment/open', needsAttention: true },
    ]).attention();
    assert.deepEqual(
      waiting.map(({ id }) => id),
      ['assessment/open'],
    );
    assert.equal(hasMore, true);
  });
});
