import { HOUR, SECOND } from '../domain/duration.js';
import type { ListedRun, ListedRuns } from '../runs/list.js';
import type { Runs } from '../runs/runs.js';
import type { People } from './people.js';

/** One run in a list of the console. */
export interface NamedRun extends ListedRun {
  person: string;
}

export interface NamedRuns {
  runs: NamedRun[];
  /** How many there are, shown or not. */
  total: number;
}

const dueWithinMs = 24 * HOUR;

/** A page shows a few, and soon. */
const page = { most: 30, withinMs: 4 * SECOND };

/** Runs that wait for a person to mend something, open or ended, the newest first. */
export function listAttention(runs: Runs, people: People): Promise<NamedRuns> {
  const waiting = { needsAttention: true, orBroken: true } as const;
  return withNames(runs.list({ ...page, ...waiting, order: 'newest' }), people);
}

/** Runs with an email due within a day, or overdue; the soonest first. */
export function listDue(runs: Runs, people: People, now: Date): Promise<NamedRuns> {
  const dueBefore = new Date(now.getTime() + dueWithinMs);
  return withNames(runs.list({ ...page, dueBefore }), people);
}

/** Only then: Temporal holds one query for a run that is busy, and refuses a second. */
async function withNames(list: Promise<ListedRuns>, people: People): Promise<NamedRuns> {
  const { runs, total } = await list;
  const named = await Promise.all(
    runs.map(async (run) => ({ ...run, person: await people.nameOf(run.id) })),
  );
  return { runs: named, total };
}
