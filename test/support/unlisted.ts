import {
  Client,
  WorkflowClient,
  type WorkflowExecutionInfo,
  type WorkflowService,
} from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { lastingCauses, stopId } from '../../src/domain/run/stop.js';
import type { Runs } from '../../src/runs/runs.js';
import type { SignalRuns } from '../../src/runs/signal-runs.js';
import { tell } from '../../src/runs/tell.js';

/** What a server counts that lists no workflows. */
export const unlisted = {
  isFirst: async () => true,
  decidedBefore: async () => [],
  countDue: async () => 0,
  lookOver: async () => [],
} satisfies Partial<Runs>;

/**
 * A client of a server that lists nothing: it lists the open ones of these runs, and lasting stops. Nor does
 * that server tell a history from its end.
 */
export function listing(
  { connection, namespace }: TestWorkflowEnvironment,
  ids: Set<string>,
): Client {
  const options = { connection, namespace: namespace ?? 'default' };
  const client = new Client(options);
  const { workflowService } = client;
  const service = Object.assign(Object.create(workflowService) as WorkflowService, {
    async getWorkflowExecutionHistoryReverse(
      asked: Parameters<WorkflowService['getWorkflowExecutionHistory']>[0],
    ) {
      const { history } = await workflowService.getWorkflowExecutionHistory(asked);
      return { history: { events: history?.events?.toReversed() } };
    },
  });
  Object.defineProperty(client, 'workflowService', { value: service });
  return Object.assign(client, { workflow: new ListingClient(options, ids) });
}

/** A server that knows no batches either: each open run is signalled, whatever the query says of it. */
export function signalEach({ client }: TestWorkflowEnvironment, ids: Set<string>): SignalRuns {
  return async ({ signal, message }) => {
    for (const id of ids) await tell(client, id, signal, message);
    return true;
  };
}

class ListingClient extends WorkflowClient {
  readonly #ids: Set<string>;

  constructor(options: ConstructorParameters<typeof WorkflowClient>[0], ids: Set<string>) {
    super(options);
    this.#ids = ids;
  }

  protected override async *_list({ query = '' } = {}): AsyncIterable<WorkflowExecutionInfo> {
    const [, contactKey = ''] = /ContactKey = '([\w-]+)'/.exec(query) ?? [];
    const stops = lastingCauses.map((stop) => stopId({ stop, contactKey }));
    const runs = [...this.#ids].filter((id) => id.includes(contactKey));
    for (const id of query.includes("'stopContact'") ? stops : runs) {
      const run = await this.getHandle(id)
        .describe()
        .catch(() => undefined);
      const isMeant = run?.status.name === 'RUNNING' || query.includes('CloseTime');
      if (run && isMeant) yield { ...run, raw: {} };
    }
  }
}
