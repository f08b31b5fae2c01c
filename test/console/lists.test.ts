import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { listAttention, listDue } from '../../src/console/lists.js';
import { createPeople } from '../../src/console/people.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import type { Timeline } from '../../src/domain/run/run.js';
import { createRuns } from '../../src/runs/runs.js';

const now = new Date('2025-12-01T12:00:00Z');

/** A run as this Temporal knows it. */
interface Known {
  id: string;
  dueAt?: Date;
  status?: 'RUNNING' | 'COMPLETED' | 'FAILED';
  /** A later execution goes on since. */
  isTakenUp?: true;
  needsAttention?: string;
}

/** A Temporal that knows these runs; it sorts nothing and understands one filter, as the real one. */
function clientOf(runs: Known[], read: Set<string>): Client {
  const matching = (query: string) => {
    const [, before] = /NextSendAt < '([^']+)'/.exec(query) ?? [];
    return before ? runs.filter(({ dueAt }) => dueAt && dueAt < new Date(before)) : runs;
  };
  const workflow = {
    count: async (query: string) => ({ count: matching(query).length }),
    async *list({ query }: { query: string }) {
      for (const { id, dueAt, status = 'RUNNING' } of matching(query)) {
        const typedSearchAttributes = { get: () => dueAt };
        const execution = { workflowId: id, runId: 'first', startTime: now };
        yield { ...execution, status: { name: status }, typedSearchAttributes };
      }
    },
    getHandle: (id: string) => {
      const { needsAttention, isTakenUp } = runs.find((run) => run.id === id) ?? {};
      const contact = { email: `${id.split('/')[1]}@b.org`, key: id };
      const timeline: Partial<Timeline> = { emails: [], ...(needsAttention && { needsAttention }) };
      return {
        async query({ name }: { name: string }) {
          read.add(id);
          return name === 'getInput' ? { contact } : timeline;
        },
        describe: async () => ({ runId: isTakenUp ? 'second' : 'first' }),
      };
    },
  };
  const connection = { withDeadline: <T>(_: number, work: () => Promise<T>) => work() };
  return { workflow, connection } as unknown as Client;
}

/** The console's own view of them. */
function consoleOf(known: Known[]) {
  const read = new Set<string>();
  const runs = createRuns({ client: clientOf(known, read), now: () => now });
  const people = createPeople({
    runs,
    contactKeySecret: '',
    findAddress: async () => undefined,
    findContact: async () => undefined,
  });
  return {
    /** Ids of the runs whose workers were asked. */
    read,
    due: () => listDue(runs, people, now),
    attention: () => listAttention(runs, people),
  };
}

describe('listDue', () => {
  it('shows the soonest of many, overdue ones first, and counts them all', async () => {
    // Shuffled, and half of them within the first hour.
    const minutes = Array.from({ length: 100 }, (_, at) => ((at * 37) % 100) - 5);
    const runs = minutes.map((minute) => ({
      id: `assessment/${minute}`,
      dueAt: new Date(now.getTime() + minute * MINUTE),
    }));
    const page = consoleOf(runs);
    const { runs: shown, total } = await page.due();
    assert.equal(page.read.size, 30, 'only what is shown is read');
    assert.equal(total, 100);
    assert.equal(shown.length, 30);
    const soonest = minutes.toSorted((a, b) => a - b).slice(0, shown.length);
    assert.deepEqual(
      shown.map(({ id }) => id),
      soonest.map((minute) => `assessment/${minute}`),
    );
  });

  it('shows nothing that is due later than in 24 hours', async () => {
    const dueAt = (hours: number) => new Date(now.getTime() + hours * HOUR);
    const page = consoleOf([
      { id: 'no-show/a/x', dueAt: dueAt(23) },
      { id: 'no-show/b/x', dueAt: dueAt(25) },
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
  it('leaves out what was mended since: an older execution still says that it needs something', async () => {
    const page = consoleOf([
      { id: 'assessment/a', needsAttention: 'email 2 may or may not have been sent: resolve it' },
      { id: 'assessment/b', status: 'COMPLETED', isTakenUp: true },
      { id: 'assessment/c', status: 'FAILED' },
      { id: 'assessment/d', status: 'FAILED', isTakenUp: true },
      { id: 'assessment/e' },
    ]);
    const { runs, total } = await page.attention();
    assert.deepEqual(
      runs.map(({ id, isBroken }) => [id, isBroken]),
      [
        ['assessment/a', false],
        ['assessment/c', true],
      ],
    );
    assert.equal(total, 2);
  });
});
