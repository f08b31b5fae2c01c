import { DAY, SECOND } from '../domain/duration.js';
import type { ListedRun, RunQuery, RunsPage } from '../runs/list.js';
import type { Runs } from '../runs/runs.js';
import type { People } from './people.js';

/** One run in a list of the console. */
export interface NamedRun extends ListedRun {
  person: string;
}

/** One page of a list. */
export interface NamedRuns extends RunsPage {
  runs: NamedRun[];
}

const dueWithinMs = DAY;

/** The first page of the console shows a few of each, and soon. */
const few = { most: 30, withinMs: 4 * SECOND };

/** The lists of the console, by their names in its addresses. */
export const lists = {
  attention: { title: 'Needs attention', query: () => ({ which: 'attention' }) },
  due: {
    title: 'Due in the next 24 hours',
    query: (now) => ({ dueBefore: new Date(now.getTime() + dueWithinMs) }),
  },
  open: { title: 'All open runs', query: () => ({}) },
} satisfies Record<string, { title: string; query: (now: Date) => RunQuery }>;

export type ListName = keyof typeof lists;

/** One page of a list, with whom each run is for. */
export async function listPage(
  { runs, people }: Lister,
  query: RunQuery,
  after?: string,
): Promise<NamedRuns> {
  return withNames(await runs.list({ ...query, after }), people);
}

interface Lister {
  runs: Runs;
  people: People;
}

/** Runs with an email due within a day, or overdue; the soonest first. */
export function listDue({ runs, people }: Lister, now: Date): Promise<NamedRuns> {
  return listPage({ runs, people }, { ...few, ...lists.due.query(now) });
}

/** What a person has to look at. */
export interface AttentionLists {
  /** Of these, an email is blocked, or may have been sent: somebody has to do something. */
  waiting: NamedRun[];
  /** Of these, an email did not go through, or the run itself could not go on. */
  lost: NamedRun[];
  /** Whether there are more of either. */
  hasMore: boolean;
}

/** Open runs and ended ones are listed apart, so that neither crowds the other out. */
export async function listAttention({ runs, people }: Lister): Promise<AttentionLists> {
  const pages = await Promise.all([
    listPage({ runs, people }, { ...few, which: 'open attention' }),
    listPage({ runs, people }, { ...few, which: 'ended attention' }),
  ]);
  const found = pages.flatMap((page) => page.runs);
  const isWaiting = ({ attention }: NamedRun) => attention?.kind !== 'lost';
  return {
    waiting: found.filter(isWaiting),
    lost: found.filter((run) => !isWaiting(run)),
    hasMore: pages.some(({ next }) => next !== undefined),
  };
}

/** Runs with whom each is for. */
export async function withNames({ runs, ...page }: RunsPage, people: People): Promise<NamedRuns> {
  const named = runs.map(async (run) => ({ ...run, person: await people.nameOf(run.id) }));
  return { ...page, runs: await Promise.all(named) };
}
