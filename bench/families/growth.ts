import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'libsql';
import { MINUTE, SECOND } from '../../src/domain/duration.js';
import type { Asked, Family, Found, GrowthPoint, Size } from '../report/row.js';
import { type Sleepers, withSleepers } from '../sleepers/sleepers.js';

const counts: Record<Size, number[]> = {
  quick: [100, 200, 400],
  full: [400, 800, 1_600],
  whole: [1_000, 5_000, 20_000],
};

const stopped: Record<Size, number> = { quick: 100, full: 1_000, whole: 1_000 };

export const growth: Family = {
  name: 'growth',
  rows: {
    'rows of the database per sleeping run, largest difference': {
      how: 'three sizes of one database',
      kind: 'ratio',
      unit: '%',
      better: 'less',
      goal: 2,
      floor: 5,
    },
    'bytes of the database per sleeping run, largest difference': {
      how: 'the same',
      kind: 'ratio',
      unit: '%',
      better: 'less',
      goal: 2,
      floor: 5,
    },
    'heap of the worker per sleeping run that left its cache': {
      how: 'from the smallest size to the largest',
      kind: 'ratio',
      unit: 'bytes',
      better: 'less',
      goal: 100,
      floor: 1_000,
    },
    'rows of the database per sleeping run': {
      how: 'largest size',
      kind: 'count',
      better: 'less',
      goal: 35,
      floor: 45,
      slack: 0.02,
    },
    'sleeping runs that a stop of many did not end': {
      how: '1,000 or more stopped at once',
      kind: 'count',
      better: 'less',
      goal: 0,
      floor: 0,
    },
    'stops a second': {
      how: 'the server signals 50 a second',
      kind: 'time',
      better: 'more',
      goal: 45,
      floor: 20,
    },
  },
  async measure(asked) {
    // As many stay in the cache as in production.
    return withSleepers({ cached: 300 }, (sleepers) => grow(sleepers, asked));
  },
};

async function grow(sleepers: Sleepers, { size, say }: Asked): Promise<Found> {
  const { fleet } = sleepers;
  // What the first runs bring with them is not theirs.
  await sleepers.add(10);
  const empty = weigh(fleet.folder);
  const points: GrowthPoint[] = [];
  let first: { heap: number; runs: number } | undefined;
  let have = 0;
  let chosenAt: string | undefined;
  for (const runs of counts[size]) {
    const startedMs = Date.now();
    await sleepers.add(runs - have);
    if (runs >= stopped[size]) chosenAt ??= new Date().toISOString();
    const perSecond = ((runs - have) * SECOND) / (Date.now() - startedMs);
    have = runs;
    const { bytes, rows } = weigh(fleet.folder);
    const heap = await sleepers.heap();
    first ??= { heap, runs };
    points.push({
      runs,
      databaseBytes: (bytes - empty.bytes) / runs,
      databaseRows: (rows - empty.rows) / runs,
      heapBytes: runs > first.runs ? (heap - first.heap) / (runs - first.runs) : 0,
    });
    say(`${runs} sleep, ${perSecond.toFixed(0)} started a second`);
  }
  const last = points.at(-1);
  const { left, perSecond } = await stopMany(sleepers, stopped[size], chosenAt);
  return {
    growth: points,
    rows: {
      'rows of the database per sleeping run, largest difference': {
        value: difference(points.map(({ databaseRows }) => databaseRows)),
      },
      'bytes of the database per sleeping run, largest difference': {
        value: difference(points.map(({ databaseBytes }) => databaseBytes)),
      },
      ...(size !== 'quick' && {
        'heap of the worker per sleeping run that left its cache': {
          value: Math.max(0, last?.heapBytes ?? Number.NaN),
        },
      }),
      'rows of the database per sleeping run': { value: last?.databaseRows ?? Number.NaN },
      'sleeping runs that a stop of many did not end': { value: left },
      'stops a second': { value: perSecond },
    },
  };
}

/** In percent of the least. */
function difference(values: number[]): number {
  const least = Math.min(...values);
  return (100 * (Math.max(...values) - least)) / least;
}

/** What is only on its way through the server, and is deleted some time later. */
const passing = /^(transfer_tasks|visibility_tasks|history_immediate_tasks|tasks|tasks_v2)$/;

/** A time-out of what is long done lies in its table for some minutes more; what a run sleeps for is days away. */
const ofSleep: Readonly<Record<string, string>> = {
  timer_tasks: `WHERE visibility_timestamp > datetime('now', '+1 hour')`,
};

/** Rows of all tables, and bytes without the pages that are free. */
function weigh(folder: string): { rows: number; bytes: number } {
  const database = new Database(join(folder, 'temporal.db'), { readonly: true });
  try {
    const first = (sql: string) =>
      Object.values(database.prepare(sql).get() as object)[0] as number;
    const tables = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .all() as { name: string }[];
    const lasting = tables.filter(({ name }) => !passing.test(name));
    const rows = lasting.reduce(
      (sum, { name }) => sum + first(`SELECT count(*) FROM "${name}" ${ofSleep[name] ?? ''}`),
      0,
    );
    const pages = first('PRAGMA page_count') - first('PRAGMA freelist_count');
    return { rows, bytes: pages * first('PRAGMA page_size') };
  } finally {
    database.close();
  }
}

const patienceMs = 10 * MINUTE;

/** Stops all that had begun by then, as an operator stops a selection, and waits until they have ended. */
async function stopMany(
  { fleet: { client }, runs }: Sleepers,
  count: number,
  at = new Date().toISOString(),
): Promise<{ left: number; perSecond: number }> {
  const query = `ExecutionStatus = 'Running' AND StartTime <= '${at}'`;
  const left = async () => (await client.workflow.count(query)).count;
  const before = await left();
  if (before < count) throw new Error(`${before} were to be stopped; expected ${count} at least`);
  const startedMs = Date.now();
  await runs.steerSelection({
    id: 'bench',
    control: 'stop',
    chosen: { filter: {} },
    at,
    by: 'the bench',
    mode: 'shift',
  });
  let still = before;
  for (; still > 0 && Date.now() - startedMs < patienceMs; still = await left()) {
    await setTimeout(300);
  }
  return { left: still, perSecond: (before * SECOND) / (Date.now() - startedMs) };
}
