import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { dataConverterOf } from '../../src/codec/data-converter.js';
import { readEncryptionKeys } from '../../src/codec/encryption-keys.js';
import { promised } from '../../test/campaign/promises/promises.js';
import { actionsIn } from '../../test/support/actions.js';
import { startFleet } from '../../test/support/fleet.js';
import { ownEnvironment } from '../../test/support/own-environment.js';
import { quietRuntime, SkippingClient } from '../../test/support/temporal.js';
import { createWorld } from '../../test/support/world.js';
import type { Family, Found, Row } from '../report/row.js';

/** Of a whole run, as promised: every email is sent, nothing fails, payloads are sealed. */
const wanted = {
  actions: { unit: '', four: [22, 30], three: [17, 26] },
  events: { unit: '', four: [112, 150], three: [88, 120] },
  'workflow tasks': { unit: '', four: [19, 30], three: [15, 26] },
  'bytes of history': { unit: 'bytes', four: [12_288, 95_600], three: [12_288, 72_000] },
} as const;

type Count = keyof typeof wanted;

function rowOf(count: Count, sequence: string): Row {
  const { unit, four, three } = wanted[count];
  const [goal, floor] = sequence === 'assessment' ? four : three;
  return {
    how: 'history of one contact',
    kind: 'count',
    unit,
    better: 'less',
    goal,
    floor,
    // Packed and sealed, the same content has not always the same length.
    ...(count === 'bytes of history' && { slack: 0.05 }),
  };
}

const nameOf = (count: string, sequence: string) => `${count}, ${sequence}`;

export const counts: Family = {
  name: 'counts',
  rows: Object.fromEntries(
    promised.flatMap(({ name }) =>
      (Object.keys(wanted) as Count[]).map((count) => [nameOf(count, name), rowOf(count, name)]),
    ),
  ),
  async measure(): Promise<Found> {
    quietRuntime();
    const fleet = await startFleet({
      workers: 0,
      apis: 0,
      notionPerSecond: 1,
      resendPerSecond: 1,
      configuration: { 'frontend.WorkflowTimeSkippingEnabled': 'true' },
    });
    const { address } = fleet.temporal;
    const env = await TestWorkflowEnvironment.createFromExistingServer({ address });
    const { ENCRYPTION_KEY } = ownEnvironment;
    const dataConverter = dataConverterOf(readEncryptionKeys(ENCRYPTION_KEY).keys);
    const client = new SkippingClient(env, dataConverter);
    const world = await createWorld({
      env,
      client,
      now: async () => new Date(),
      settings: { ENCRYPTION_KEY },
    });
    try {
      const found: Found['rows'] = {};
      for (const { name, full } of promised) {
        const body = { email: `${name}@bench.example`, first_name: 'Sarah', ...full };
        const { id } = await world.accept(body, `/webhooks/${name}`);
        await world.result(id);
        for (const [count, value] of Object.entries(await countsOf(client, id))) {
          found[nameOf(count, name)] = { value };
        }
      }
      return { rows: found };
    } finally {
      await world.close();
      await env.teardown();
      await fleet.close();
    }
  },
};

async function countsOf(client: Client, id: string): Promise<Record<Count, number>> {
  const handle = client.workflow.getHandle(id);
  const { events: all } = await handle.fetchHistory();
  // What only this server adds, as it skips the waits, no other does.
  const events = all?.filter(
    (event) => !event.workflowExecutionTimeSkippingTransitionedEventAttributes,
  );
  const { raw } = await handle.describe();
  const isTask = (event: NonNullable<typeof events>[number]) =>
    event.workflowTaskCompletedEventAttributes;
  return {
    actions: await actionsIn(client, id),
    events: events?.length ?? 0,
    'workflow tasks': events?.filter(isTask).length ?? 0,
    'bytes of history': Number(raw.workflowExecutionInfo?.historySizeBytes),
  };
}
