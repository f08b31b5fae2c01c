import type { Evidence } from '../judge/evidence.js';
import type { Scene } from './scene.js';

/** Where no person may be named: logs, alerts, and what Temporal's lists show. */
export async function surfacesOf({
  client,
  workers,
  api,
  alerts,
}: Scene): Promise<Evidence['surfaces']> {
  const listed: unknown[] = [];
  for await (const { workflowId, memo, typedSearchAttributes } of client.workflow.list()) {
    listed.push({ workflowId, memo, attributes: typedSearchAttributes.getAll() });
  }
  return [
    ...workers.map((one, at) => ({ name: `the log of worker ${at + 1}`, text: one.allSaid })),
    { name: 'the log of the API', text: api.allSaid },
    { name: 'the alerts', text: alerts.map(({ text }) => text).join('\n') },
    { name: "Temporal's lists", text: JSON.stringify(listed) },
  ];
}
