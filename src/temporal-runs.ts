import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { FoundRun, RunRegister } from './activities/deps.js';
import { SECOND } from './domain/duration.js';
import { lastingCauses } from './domain/stop.js';
import { switchId } from './domain/switch.js';
import { attributes, stop, switchedOn } from './workflows/messages.js';

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
    async openStops(contactKey) {
      const open = await Promise.all(
        lastingCauses.map(async (cause) => {
          const found = await find(`stop/${contactKey}/${cause}`);
          return found?.isOpen ? [cause] : [];
        }),
      );
      return open.flat();
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

/**
 * ISO instant since when sending is switched off; undefined while it is on. Its workflow is the record:
 * while that is open and says so, no email goes out.
 */
export async function readSwitch(client: Client): Promise<string | undefined> {
  const found = await describe(client, switchId);
  if (found?.status.name !== 'RUNNING') return undefined;
  const isOff = found.typedSearchAttributes.get(attributes.needsAttention);
  return isOff ? found.startTime.toISOString() : undefined;
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
