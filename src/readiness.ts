import type { Client } from '@temporalio/client';
import type { ApiDeps } from './api/app.js';
import type { Config } from './config.js';
import { MINUTE, SECOND } from './domain/duration.js';
import { connectWorkspace } from './vendors/notion/connect.js';

/** What must work before we take events: Temporal, asked each time, and Notion, at most once a minute. */
export function readinessOf(
  client: Client,
  { notion }: Pick<Config, 'notion'>,
): ApiDeps['readiness'] {
  return {
    Temporal: () =>
      client.connection.withDeadline(Date.now() + 2 * SECOND, () =>
        client.workflowService.describeNamespace({ namespace: client.options.namespace }),
      ),
    Notion: cached(() => connectWorkspace(notion), MINUTE),
  };
}

/** Keeps a success for a while; a failure is asked again. */
function cached<T>(check: () => Promise<T>, forMs: number): () => Promise<T> {
  let known: { value: T; untilMs: number } | undefined;
  return async () => {
    if (known && Date.now() < known.untilMs) return known.value;
    known = { value: await check(), untilMs: Date.now() + forMs };
    return known.value;
  };
}
