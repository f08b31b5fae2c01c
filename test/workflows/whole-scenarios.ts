import { Buffer } from 'node:buffer';
import { incidentId } from '../../src/domain/incident.js';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { vendorLeaseId } from '../../src/domain/vendor-lease.js';
import { openLease } from '../../src/runs/vendor-lease.js';
import { eventually } from '../support/sandbox-process.js';
import type { World } from '../support/world.js';
import type { Scenario } from './scenario.js';

/** None, but a server of their own: they look over all that is there, and that is to be the same each time. */
const limits = {};

/** What is started by its type, and comes to its end by itself. */
const ended = (
  name: string,
  type: string,
  { id = name, given, before }: { id?: string; given?: unknown; before?: Scenario['afterwards'] },
): Scenario => ({
  name,
  limits,
  async play(world) {
    await before?.(world, id);
    const args = given === undefined ? [] : [given];
    const start = { workflowId: id, taskQueue: taskQueues.workflows, args };
    await world.client.workflow.execute(type, start);
    return id;
  },
});

const incidentEnded = (name: string, about: string) =>
  ended(name, 'incident', { id: incidentId(about), given: { about, reason: 'no' } });

/** The execution that is open, or was the last, has begun so many waits of this name. */
const hasBegun = ({ client }: World, id: string, wait: string, times = 1) =>
  eventually(`${id} has begun: ${wait}`, async () => {
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    const said = events?.map(({ userMetadata }) => userMetadata?.summary?.data ?? []);
    return said?.filter((data) => Buffer.from(data).includes(wait)).length === times;
  });

/** A fault that begins again while the record of its last one is ending; gives the execution that that one was. */
async function beginAgain(world: World, about: string) {
  const id = incidentId(about);
  const handle = world.client.workflow.getHandle(id);
  await world.runs.openIncident({ about, reason: 'no' });
  await hasBegun(world, id, 'look again');
  const { runId } = await handle.describe();
  await world.runs.endIncident(about);
  await hasBegun(world, id, 'once more');
  await world.runs.openIncident({ about, reason: 'no, once more' });
  await eventually('it goes on anew', async () => (await handle.describe()).runId !== runId);
  await hasBegun(world, id, 'look again');
  await world.runs.endIncident(about);
  await handle.result();
  return { id, runId };
}

/** What no run of a sequence is: what stays open beside them, looks over them, or is asked for and soon over. */
export const wholeScenarios: Scenario[] = [
  // Nobody here has met it, as after a restart: it lets whoever waits go on, and ends.
  incidentEnded('incident-in-vain', 'resend'),
  incidentEnded('incident-untold', 'notion-away'), // nobody hears of it before it has lasted
  incidentEnded('incident-watched', 'watch-tasks'),
  {
    name: 'incident-parked',
    time: 'real',
    async play(world) {
      const id = incidentId('notion');
      const body = { object: 'error', status: 401, code: 'unauthorized', message: 'no' };
      world.notion.setFaults([{ kind: 'status', key: 'ntn_sandbox', status: 401, body }]);
      await world.accept({ email: 'incident@history.example' }, '/webhooks/signup');
      await eventually('it is met', async () => (await world.runs.incidents()).length > 0);
      for (const waits of [1, 2, 3]) await hasBegun(world, id, 'look again', waits);
      return id;
    },
    async afterwards(world, id) {
      world.notion.setFaults([]);
      await world.result(id);
    },
  },
  {
    name: 'incident-continued',
    time: 'real',
    play: (world) => beginAgain(world, 'notion-pages'),
  },
  {
    name: 'incident-gone-on',
    time: 'real',
    play: async (world) => (await beginAgain(world, 'notion-tracker')).id,
  },
  {
    name: 'vendor-lease-parked',
    time: 'real',
    async play({ client }) {
      await openLease(client); // no worker here takes it, of which a line of the log tells
      await eventually('it is lent', async () => {
        const { raw } = await client.workflow.getHandle(vendorLeaseId).describe();
        return raw.pendingActivities?.length;
      });
      return vendorLeaseId;
    },
    afterwards: ({ client }, id) => client.workflow.getHandle(id).terminate(),
  },
  ended('watch', 'watch', {}),
  ended('reconcile-night', 'reconcile', {
    given: { days: 3 },
    before: async ({ observer, now }) => {
      const key = `assessment/${'0'.repeat(32)}/2`;
      const scheduledAt = (await now()).toISOString();
      await observer.tracker.create({ key, status: 'scheduled', scheduledAt });
    },
  }),
  ended('question', 'answerQuestion', {
    given: { about: 'contact', of: 'nobody@history.example' },
  }),
  {
    name: 'test-send',
    limits,
    play: async ({ runs }) =>
      (await runs.sendTest({ template: '5-Day E2', to: 'ann@history.example', by: 'Ann' })).id,
  },
  {
    name: 'log-out',
    limits,
    async play(world) {
      await world.runs.endSession('history');
      await world.result('log-out/history');
      return 'log-out/history';
    },
  },
];
