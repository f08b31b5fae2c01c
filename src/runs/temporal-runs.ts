import { setTimeout } from 'node:timers/promises';
import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { FoundRun, RunRegister } from '../activities/deps.js';
import { SECOND } from '../domain/duration.js';
import { lastingCauses } from '../domain/run/stop.js';
import { switchId } from '../domain/run/switch.js';
import { attributes, resolve, stop, switchedOn } from '../workflows/messages.js';

/** `PENDING_ACTIVITY_STATE_CANCEL_REQUESTED` in Temporal's API. */
const cancelRequested = 3;

/** How long a run may take until it has taken up its messages. */
const takeUpMs = 3 * SECOND;
const lookEveryMs = 50;

/** How old the answer that sending is on may be. */
const switchCacheMs = SECOND;

/** Temporal's own knowledge of runs, for activities. */
export function createRunRegister(client: Client): RunRegister {
  let known: { untilMs: number } | undefined;
  const find = async (id: string): Promise<FoundRun | undefined> => {
    const description = await describe(client, id);
    return description && toFoundRun(description);
  };
  return {
    find,
    async listOpen(contactKey) {
      const of = contactKey === undefined ? '' : `ContactKey = '${contactKey}' AND `;
      const runs: FoundRun[] = [];
      const query = `${of}ExecutionStatus = 'Running'`;
      for await (const run of client.workflow.list({ query })) runs.push(toFoundRun(run));
      return runs;
    },
    async stop(workflowId, message) {
      await client.workflow.getHandle(workflowId).signal(stop, message);
    },
    async switchOn(workflowId, message) {
      await client.workflow.getHandle(workflowId).signal(switchedOn, message);
    },
    resolveSent: (workflowId, email) => resolveSent(client, workflowId, email),
    async openStops(contactKey) {
      const open = await Promise.all(
        lastingCauses.map(async (cause) => {
          const found = await find(`stop/${contactKey}/${cause}`);
          return found?.isOpen ? [cause] : [];
        }),
      );
      return open.flat();
    },
    async isWithdrawn({ workflowId, runId }, activityId) {
      const run = client.workflow.getHandle(workflowId, runId);
      for (const untilMs = Date.now() + takeUpMs; ; await setTimeout(lookEveryMs)) {
        const { raw } = await run.describe();
        if (!raw.pendingWorkflowTask) {
          const pending = raw.pendingActivities?.find((one) => one.activityId === activityId);
          // Gone: it has timed out, or its run was terminated meanwhile.
          return pending === undefined || pending.state === cancelRequested;
        }
        if (Date.now() > untilMs) throw new Error('the run takes up no messages');
      }
    },
    async sendingOffAt() {
      if (known && Date.now() < known.untilMs) return undefined;
      const offAt = await readSwitch(client);
      // Only "on" is kept: a run that has just heard of it must not be told that it is still off.
      known = offAt === undefined ? { untilMs: Date.now() + switchCacheMs } : undefined;
      return offAt;
    },
  };
}

async function resolveSent(
  client: Client,
  workflowId: string,
  email: Parameters<RunRegister['resolveSent']>[1],
): Promise<boolean> {
  const run = client.workflow.getHandle(workflowId);
  try {
    await run.executeUpdate(resolve, { args: [{ ...email, as: 'sent' }] });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    if (error instanceof WorkflowUpdateFailedError) return true; // refused: it is settled, or about to end
    throw error;
  }
}

/**
 * ISO instant since when sending is switched off; undefined while it is on. Its workflow is the record:
 * while that is open and says so, no email goes out.
 */
export async function readSwitch(client: Client): Promise<string | undefined> {
  const found = await describe(client, switchId);
  if (found?.status.name !== 'RUNNING') return undefined;
  const isOff = found.typedSearchAttributes.get(attributes.needsAttention);
  if (!isOff) return undefined;
  const again = found.memo?.['offAt']; // switched off once more before its workflow had ended
  return typeof again === 'string' ? again : found.startTime.toISOString();
}

async function describe(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

type Listed = Pick<WorkflowExecutionDescription, 'workflowId' | 'startTime' | 'status'>;

function toFoundRun({ workflowId, startTime, status }: Listed): FoundRun {
  return {
    id: workflowId,
    startedAt: startTime.toISOString(),
    isOpen: status.name === 'RUNNING',
  };
}
