import { Client, Connection } from '@temporalio/client';

/** Reaches nothing: every call is answered before it would. */
const connection = Connection.lazy({ address: '127.0.0.1:1' });

/** A Temporal that takes every start as the first of its kind. What duplicates do is told by stories. */
export function stubTemporal(): { client: Client; started: () => string[] } {
  const ids: string[] = [];
  const client = new Client({
    connection,
    interceptors: {
      workflow: [
        {
          startWithDetails: async ({ options }) => {
            ids.push(options.workflowId);
            return { runId: String(ids.length), eagerlyStarted: false };
          },
        },
      ],
    },
  });
  return { client, started: () => ids };
}

after(() => connection.close());
