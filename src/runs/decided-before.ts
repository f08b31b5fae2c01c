import { QueryNotRegisteredError, type WorkflowExecutionInfo } from '@temporalio/client';
import { dropMissing } from '../domain/drop-missing.js';
import { SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { DoneBefore } from '../domain/run/enrolment.js';
import type { RunInput } from '../domain/run/run.js';
import type { ExecutionId } from '../domain/run/run-register.js';
import { getInput } from '../workflows/messages.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import { orGone } from './gone.js';
import { isOneOf } from './visibility-query.js';

const deadlineMs = 10 * SECOND;

/**
 * What earlier executions of a workflow have sent, or perhaps sent, that were terminated or could not go on: what is
 * in their history may never have come to Notion. Those from before `since` belong to an earlier enrolment. Of one whose
 * history nobody here can walk nothing is told.
 */
export async function decidedBefore(
  deps: RunsDeps,
  { workflowId, runId }: ExecutionId,
  since: Date,
): Promise<DoneBefore[]> {
  const query = [
    isOneOf([workflowId]),
    `RunId != '${runId}'`,
    // A list may be late: what it has as running has ended by now, as this one is open.
    "ExecutionStatus NOT IN ('ContinuedAsNew', 'Completed')",
    `StartTime >= '${since.toISOString()}'`,
  ].join(' AND ');
  const found: WorkflowExecutionInfo[] = [];
  for await (const one of eachExecution(deps.client, query)) found.push(one);
  found.sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
  const decided = new Map<number, DoneBefore>();
  for (const one of found) {
    const input = await inputOf(deps, one);
    for (const email of input?.emails ?? []) {
      const isDecided = email.state === 'sent' || email.state === 'unknown';
      if (email.sentBy !== 'evergreen' || !isDecided) continue;
      const isUntold = input?.earlier?.inDoubt === email.number;
      decided.set(email.number, { ...fateOf(email), ...(isUntold && { isUntold }) });
    }
  }
  return [...decided.values()];
}

async function inputOf(
  { client }: RunsDeps,
  { workflowId, runId }: ExecutionId,
): Promise<RunInput | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    return await orGone(() => within(client, deadlineMs, () => handle.query(getInput)));
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

function fateOf({ number, state, at, resendId, reason }: PlannedEmail): DoneBefore {
  return { number, state, ...dropMissing({ at, resendId, reason }) };
}
