import { QueryNotRegisteredError, type WorkflowExecutionInfo } from '@temporalio/client';
import { dropMissing } from '../domain/drop-missing.js';
import { SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { DoneBefore } from '../domain/run/enrolment.js';
import type { RunInput } from '../domain/run/run.js';
import { emailKeyOf } from '../domain/run/run-id.js';
import type { ExecutionId } from '../domain/run/run-register.js';
import { within } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eachExecution } from './executions.js';
import { orGone } from './gone.js';
import { lastInput } from './last-input.js';
import { isOneOf } from './visibility-query.js';

const deadlineMs = 10 * SECOND;

/**
 * What earlier executions of a workflow have sent, or perhaps sent, that were terminated or could not go on: what is
 * in their history may never have come to Notion. Those from before `since` belong to an earlier enrolment. Of one whose
 * history nobody here can walk nothing is told.
 */
export async function decidedBefore(
  deps: RunsDeps,
  execution: ExecutionId,
  since: Date,
): Promise<DoneBefore[]> {
  // A list may be late: what it has as running has ended by now, as this one is open.
  const isMeant = "ExecutionStatus NOT IN ('ContinuedAsNew', 'Completed')";
  const decided = new Map<number, DoneBefore>();
  for (const input of await othersOf(deps, execution, since, isMeant)) {
    for (const email of input.emails) {
      if (isDecided(email)) decided.set(email.number, fateOf(email, input));
    }
  }
  return [...decided.values()];
}

/**
 * What any other execution of a workflow that began since an instant has sent, or perhaps sent, under an idempotency
 * key.
 */
export async function sentUnder(
  deps: RunsDeps,
  execution: ExecutionId,
  since: Date,
  key: string,
): Promise<DoneBefore | undefined> {
  const isOfKey = ({ number }: PlannedEmail, { earlier }: RunInput) =>
    emailKeyOf(execution.workflowId, number, earlier?.again[number]) === key;
  const found = (await othersOf(deps, execution, since)).flatMap((input) =>
    input.emails
      .filter((email) => isDecided(email) && isOfKey(email, input))
      .map((email) => fateOf(email, input)),
  );
  return found.find(({ state }) => state === 'sent') ?? found[0];
}

/** What other executions of a workflow knew as they ended, the oldest first. */
async function othersOf(
  deps: RunsDeps,
  { workflowId, runId }: ExecutionId,
  since: Date,
  ...conditions: string[]
): Promise<RunInput[]> {
  const isOther = `RunId != '${runId}'`;
  const isSince = `StartTime >= '${since.toISOString()}'`;
  const query = [isOneOf([workflowId]), isOther, isSince, ...conditions].join(' AND ');
  const found: WorkflowExecutionInfo[] = [];
  for await (const one of eachExecution(deps.client, query)) found.push(one);
  found.sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
  const inputs: RunInput[] = [];
  for (const one of found) {
    const input = await inputOf(deps, one);
    if (input) inputs.push(input);
  }
  return inputs;
}

function isDecided({ sentBy, state }: PlannedEmail): boolean {
  return sentBy === 'evergreen' && (state === 'sent' || state === 'unknown');
}

async function inputOf(
  { client }: RunsDeps,
  { workflowId, runId }: ExecutionId,
): Promise<RunInput | undefined> {
  try {
    return await orGone(() =>
      within(client, deadlineMs, () => lastInput(client, workflowId, runId)),
    );
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

function fateOf(
  { number, state, at, resendId, reason }: PlannedEmail,
  { earlier }: RunInput,
): DoneBefore {
  const isUntold = earlier?.inDoubt === number;
  return { number, state, ...dropMissing({ at, resendId, reason }), ...(isUntold && { isUntold }) };
}
