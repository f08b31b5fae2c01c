import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
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
    for await (const run of list(client, query)) {
      judged.set(run.execution?.workflowId ?? '', await judge(client, run, now));
    }
  };
  await Promise.all(quarters.map(judgeAll));
  const found = [...judged].flatMap(([id, emails = []]) => emails.map((one) => ({ id, ...one })));
  const those = (isWanted: boolean): AffectedEmail[] =>
    found.flatMap(({ isSkipped, ...email }) => (isSkipped === isWanted ? [email] : []));
  const unjudged = [...judged.values()].filter((emails) => emails === undefined).length;
  return { skipped: those(true), late: those(false), unjudged };
}

type Execution = Awaited<ReturnType<typeof listPage>>['executions'][number];

/** As the server has them: thousands are read, of which the client would decode far more than is needed. */
async function* list(client: Client, query: string): AsyncIterable<Execution> {
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await listPage(client, query, nextPageToken);
    yield* page.executions;
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
}

function listPage({ workflowService, options }: Client, query: string, nextPageToken: Uint8Array) {
  const { namespace } = options;
  return workflowService.listWorkflowExecutions({ namespace, query, pageSize, nextPageToken });
}

/** Undefined for a run that keeps too little, as one that an older version has started, or unreadably. */
async function judge(
  { options }: Client,
  { memo, searchAttributes }: Execution,
  now: Date,
): Promise<LateEmail[] | undefined> {
  try {
    const kept: Partial<KeptPlan> | undefined = await decodeMapFromPayloads(
      options.loadedDataConverter,
      memo?.fields,
    );
    const sendAt = searchAttributes?.indexedFields?.[attributes.nextSendAt.name];
    if (!kept?.emails || !kept.pace || !sendAt) return undefined;
    const nextSendAt = new Date(defaultPayloadConverter.fromPayload<string>(sendAt));
    return judgeLate({ emails: kept.emails, pace: kept.pace }, nextSendAt, now);
  } catch {
    return undefined;
  }
}
