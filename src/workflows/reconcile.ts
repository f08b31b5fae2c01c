import { workflowInfo } from '@temporalio/workflow';
import {
  differences,
  idOf,
  isNight,
  type ReconcileRequest,
  type Reconciliation,
} from '../domain/records/differences.js';
import { priorities } from '../domain/run/priorities.js';
import { notion, notionOptions, temporal } from './activities.js';
import { tellOperators } from './tell-operators.js';

/**
 * Compares what Temporal, the tracker and Resend say. A schedule starts it each night: then operators hear of
 * what was not there the night before.
 */
export async function reconcile(request: ReconcileRequest): Promise<Reconciliation> {
  const options = {
    ...notionOptions,
    startToCloseTimeout: '2 hours',
    priority: priorities.record,
    summary: request.fix ? 'compare and repair' : 'compare',
  } as const;
  const result = await notion.compareRecords.executeWithOptions(options, [request]);
  if (isNight(workflowInfo().workflowId)) await tellOfNews(result);
  return result;
}

async function tellOfNews({ found, more }: Reconciliation): Promise<void> {
  // A schedule hands no result on to what is started by hand.
  const known = new Set(await temporal.knownDifferences());
  const news = found.filter((one) => !known.has(idOf(one)));
  if (news.length === 0) return;
  const kinds = new Map<string, number>();
  for (const { kind } of news) {
    const [title] = differences[kind];
    kinds.set(title, (kinds.get(title) ?? 0) + 1);
  }
  const reason = [...kinds].map(([title, count]) => `${count} x ${title}`).join('; ');
  await tellOperators({
    kind: 'records_differ',
    reason: more > 0 ? `${reason}; and ${more} more` : reason,
  });
}
