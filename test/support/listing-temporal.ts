import { Client } from '@temporalio/client';
import { defaultPayloadConverter, TypedSearchAttributes } from '@temporalio/common';
import { encodeUnifiedSearchAttributes } from '@temporalio/common/lib/converter/payload-search-attributes.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { RunMemo } from '../../src/domain/run/run-memo.js';
import { attributes } from '../../src/workflows/messages.js';
import { connectToNobody } from './nobody.js';

/** As Temporal numbers them. */
const statuses = {
  Running: 1,
  Completed: 2,
  Failed: 3,
  Canceled: 4,
  Terminated: 5,
  ContinuedAsNew: 6,
  TimedOut: 7,
};

/** One execution as this Temporal lists it. */
export interface Listed {
  id: string;
  runId?: string;
  status?: keyof typeof statuses;
  startedAt?: string;
  endedAt?: string;
  nextSendAt?: string;
  segment?: string;
  needsAttention?: boolean;
  memo?: Partial<RunMemo>;
}

const connection = connectToNobody();
const { options } = new Client({ connection });

/**
 * A Temporal that lists and counts these executions in the order given, page by page, and knows the
 * conditions that our queries are made of. It has no worker.
 */
export function temporalThatLists(executions: Listed[]): {
  client: Client;
  /** What it was asked, in order: the method, and the query. */
  asked: { method: 'count' | 'list'; query: string }[];
} {
  const asked: { method: 'count' | 'list'; query: string }[] = [];
  const matching = (query: string) => executions.filter((one) => isMeant(one, query));
  const workflowService = {
    async listWorkflowExecutions({ query, pageSize, nextPageToken }: ListRequest) {
      asked.push({ method: 'list', query });
      const from = Number(Buffer.from(nextPageToken).toString() || 0);
      const found = matching(query);
      const more = from + pageSize < found.length ? String(from + pageSize) : '';
      const page = found.slice(from, from + pageSize).map(toRaw);
      return { executions: page, nextPageToken: Buffer.from(more) };
    },
  };
  const workflow = {
    async count(query: string) {
      asked.push({ method: 'count', query });
      return { count: matching(query).length };
    },
  };
  const ownConnection = { withDeadline: <T>(_: number, work: () => Promise<T>) => work() };
  const client = { options, workflow, workflowService, connection: ownConnection };
  return { client: client as unknown as Client, asked };
}

interface ListRequest {
  query: string;
  pageSize: number;
  nextPageToken: Uint8Array;
}

function isMeant({ id, status = 'Running', nextSendAt, needsAttention }: Listed, query: string) {
  const at = nextSendAt && Date.parse(nextSendAt);
  const bound = (sign: string) =>
    Date.parse(new RegExp(`NextSendAt ${sign} '([^']+)'`).exec(query)?.[1] ?? '');
  const [, ids] = /WorkflowId IN \(([^)]*)\)/.exec(query) ?? [];
  const isBroken = ['Failed', 'TimedOut', 'Terminated', 'Canceled'].includes(status);
  const asks = needsAttention === true || isBroken;
  if (ids !== undefined && !ids.includes(`'${id}'`)) return false;
  if (/ExecutionStatus = 'Running'/.test(query) && status !== 'Running') return false;
  if (/NOT IN \('Running'/.test(query) && status === 'Running') return false;
  if (/ContinuedAsNew/.test(query) && status === 'ContinuedAsNew') return false;
  if (/NeedsAttention = true/.test(query) && !asks) return false;
  if (!Number.isNaN(bound('<')) && !(at && at < bound('<'))) return false;
  return Number.isNaN(bound('>=')) || (at !== undefined && at !== '' && at >= bound('>='));
}

function toRaw(listed: Listed) {
  const { id, runId = 'only', status = 'Running', startedAt, endedAt, nextSendAt } = listed;
  const { segment, needsAttention, memo = {} } = listed;
  const shown = new TypedSearchAttributes([
    ...(segment ? [{ key: attributes.segment, value: segment }] : []),
    ...(nextSendAt ? [{ key: attributes.nextSendAt, value: new Date(nextSendAt) }] : []),
    ...(needsAttention === undefined
      ? []
      : [{ key: attributes.needsAttention, value: needsAttention }]),
  ]);
  const fields = Object.entries(memo).map(([name, value]) => [
    name,
    defaultPayloadConverter.toPayload(value),
  ]);
  return {
    execution: { workflowId: id, runId },
    type: { name: 'assessment' },
    status: statuses[status],
    startTime: msToTs(Date.parse(startedAt ?? '2025-12-01T00:00:00Z')),
    ...(endedAt && { closeTime: msToTs(Date.parse(endedAt)) }),
    historyLength: { toNumber: () => 1 },
    memo: { fields: Object.fromEntries(fields) as Record<string, unknown> },
    searchAttributes: { indexedFields: encodeUnifiedSearchAttributes(undefined, shown) },
  };
}
