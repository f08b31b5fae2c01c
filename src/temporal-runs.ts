import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { RunRegister } from './activities/deps.js';
import { lastingCauses } from './campaign/stops.js';
import { stop } from './workflows/messages.js';

/** Temporal's own knowledge of runs, for activities. */
export function createRunRegister(client: Client): RunRegister {
  return {
    async listOpen(contactKey) {
      const query = `ContactKey = '${contactKey}' AND ExecutionStatus = 'Running'`;
      const ids: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
      return ids;
    },
    async stop(workflowId, message) {
      await client.workflow.getHandle(workflowId).signal(stop, message);
    },
    async openStops(contactKey) {
      const open = await Promise.all(
        lastingCauses.map(async (cause) => {
          const isOpen = await isRunning(client, `stop/${contactKey}/${cause}`);
          return isOpen ? [cause] : [];
        }),
      );
      return open.flat();
    },
  };
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
