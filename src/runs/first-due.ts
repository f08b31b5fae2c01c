import type { WorkflowExecutionInfo } from '@temporalio/client';
import { DAY, SECOND } from '../domain/duration.js';
import { attributes } from '../workflows/messages.js';
import type { RunsDeps } from './deps.js';
import { listAllExecutions, mostAtOnce } from './executions.js';
import { toVisibilityQuery, type Which } from './visibility-query.js';

/** The last run of a page, from which the next goes on. */
export interface DueCursor {
  /** ISO instant at which its next email goes. */
  at: string;
  id: string;
}

interface Due {
  which: Which;
  before: Date;
  most: number;
  /** How many there are in all. */
  total: number;
  after: DueCursor | undefined;
}

/** Overdue by longer than this is found too, only not as quickly. */
const longestOverdueMs = 60 * DAY;

/**
 * The runs of a time that send first. Temporal sorts by start alone, so the time is narrowed until it
 * holds few more than a page, and that is sorted here. Nothing is left out however many send at once.
 */
export async function firstDue(
  deps: RunsDeps,
  due: Due,
): Promise<{ found: WorkflowExecutionInfo[]; cursor: DueCursor | undefined }> {
  let from = due.after && new Date(due.after.at);
  for (;;) {
    const before = due.total > mostAtOnce ? await narrow(deps, due, from) : due.before;
    const query = toVisibilityQuery(due.which, { from, before });
    const sorted = (await listAllExecutions(deps.client, query))
      .map((run) => ({ run, at: sendsAt(run), id: run.workflowId }))
      .toSorted(byTime)
      .filter((one) => !due.after || byTime(one, due.after) > 0);
    const page = sorted.slice(0, due.most);
    const last = page.at(-1);
    const isWhole = before >= due.before;
    const hasMore = sorted.length > page.length || !isWhole;
    if (last ?? isWhole) {
      const cursor = last && hasMore ? { at: last.at, id: last.id } : undefined;
      return { found: page.map(({ run }) => run), cursor };
    }
    from = before; // all of that time was on the page before
  }
}

function sendsAt({ typedSearchAttributes }: WorkflowExecutionInfo): string {
  return typedSearchAttributes.get(attributes.nextSendAt)?.toISOString() ?? '';
}

function byTime(a: DueCursor, b: DueCursor): number {
  return a.at.localeCompare(b.at) || a.id.localeCompare(b.id);
}

/** An instant before which there are enough for a page, and few more if a second tells them apart. */
async function narrow(
  { client, now }: RunsDeps,
  { which, before, most }: Due,
  from: Date | undefined,
): Promise<Date> {
  let tooEarlyMs = from?.getTime() ?? (await now()).getTime() - longestOverdueMs;
  let untilMs = before.getTime();
  while (untilMs - tooEarlyMs > SECOND) {
    const halfMs = Math.round((tooEarlyMs + untilMs) / 2);
    const query = toVisibilityQuery(which, { from, before: new Date(halfMs) });
    const { count } = await client.workflow.count(query);
    if (count < most) tooEarlyMs = halfMs;
    else untilMs = halfMs;
    if (count >= most && count <= mostAtOnce) break;
  }
  return new Date(untilMs);
}
