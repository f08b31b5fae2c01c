import type { WorkflowExecutionInfo } from '@temporalio/client';
import { SECOND } from '../domain/duration.js';
import { judgeLate, type KeptPlan, type LateEmail } from '../domain/plan/late.js';
import { attributes } from '../workflows/messages.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { toVisibilityQuery } from './visibility-query.js';

/** One email of one run, as the switch would affect it. */
export interface AffectedEmail extends Omit<LateEmail, 'isSkipped'> {
  id: string;
}

/** What planned times would lose if sending were switched on now with "catch-up". */
export interface Preview {
  skipped: AffectedEmail[];
  late: AffectedEmail[];
  /** Runs with a late email of which too little is kept to judge it. */
  unjudged: number;
  /** Why there is no preview, where there should be one. */
  previewMissing?: string;
}

/** It is good to know, and nothing may wait for it. */
const longestMs = 4 * SECOND;
const pageSize = 1_000;

/** Nothing is affected. */
export const noPreview: Preview = { skipped: [], late: [], unjudged: 0 };

/**
 * Every email that should have gone by now, with what would become of it: by what Temporal itself keeps
 * of each run, so that no worker is asked. Where that takes too long or fails, it says so.
 */
export async function previewCatchUp(deps: RunsDeps, deadlineMs = longestMs): Promise<Preview> {
  try {
    return await within(deps.client, deadlineMs, () => findLate(deps));
  } catch (error) {
    const why = error instanceof Error ? error.name : 'unknown';
    return { ...noPreview, previewMissing: `runs could not be listed in time (${why})` };
  }
}

/** Keys of contacts are spread evenly, so that a page of each quarter can be read at once. */
const quarters = [
  "ContactKey < '4'",
  "ContactKey >= '4' AND ContactKey < '8'",
  "ContactKey >= '8' AND ContactKey < 'c'",
  "ContactKey >= 'c'",
];

async function findLate({ client, now: clock }: RunsDeps): Promise<Preview> {
  const now = await clock();
  const judged = new Map<string, LateEmail[] | undefined>();
  const judgeAll = async (quarter: string) => {
    const query = `${toVisibilityQuery({ dueBefore: now })} AND ${quarter}`;
    for await (const run of client.workflow.list({ query, pageSize })) {
      judged.set(run.workflowId, judge(run, now));
    }
  };
  await Promise.all(quarters.map(judgeAll));
  const found = [...judged].flatMap(([id, emails = []]) => emails.map((one) => ({ id, ...one })));
  const those = (isWanted: boolean): AffectedEmail[] =>
    found.flatMap(({ isSkipped, ...email }) => (isSkipped === isWanted ? [email] : []));
  const unjudged = [...judged.values()].filter((emails) => emails === undefined).length;
  return { skipped: those(true), late: those(false), unjudged };
}

/** Undefined for a run that keeps too little: one that an older version has started. */
function judge(
  { memo, typedSearchAttributes }: WorkflowExecutionInfo,
  now: Date,
): LateEmail[] | undefined {
  const kept = memo as Partial<KeptPlan> | undefined;
  const nextSendAt = typedSearchAttributes.get(attributes.nextSendAt);
  if (!kept?.emails || !kept.pace || !nextSendAt) return undefined;
  return judgeLate({ emails: kept.emails, pace: kept.pace }, nextSendAt, now);
}
