import { Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { connectToNobody } from './nobody.js';

/** Reaches nothing: every call is answered before it would. */
const connection = connectToNobody();

const starts = {
  /** Takes every start as the first of its kind. What duplicates do is told by stories. */
  there: async () => {},
  away: () => Promise.reject(new ServiceError('nobody listens')),
  silent: () => new Promise<never>(() => {}),
};

/** A Temporal that takes starts, or does not. It knows no workflow, so that sending is on. */
export function stubTemporal(state: keyof typeof starts = 'there'): {
  client: Client;
  /** Ids of the workflows that were started. */
  started: () => string[];
} {
  const ids: string[] = [];
  const client = new Client({
    connection,
    interceptors: {
      workflow: [
        {
          startWithDetails: async ({ options }) => {
            await starts[state]();
            ids.push(options.workflowId);
            return { runId: String(ids.length), eagerlyStarted: false };
          },
          async signal({ workflowExecution }) {
            await starts[state]();
            throw new WorkflowNotFoundError('', workflowExecution.workflowId ?? '', undefined);
          },
          async describe({ workflowExecution }) {
            throw new WorkflowNotFoundError('', workflowExecution?.workflowId ?? '', undefined);
          },
        },
      ],
    },
  });
  return { client, started: () => ids };
}
