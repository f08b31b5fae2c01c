import { promised } from '../campaign/promises/promises.js';
import { eventually } from '../support/sandbox-process.js';
import type { World } from '../support/world.js';
import { type Scenario, switchOff } from './scenario.js';

/** An open run, as a release meets it: all is done that can be done now, and it waits. */
const parked = (
  name: string,
  {
    path,
    body = {},
    meet,
    mend,
  }: {
    path?: string;
    body?: object;
    /** What happens to it before it waits, in the end because of something that its timeline says. */
    meet?: (world: World, id: string) => Promise<RegExp>;
    mend?: (world: World) => Promise<unknown>;
  } = {},
): Scenario => ({
  name: `${name}-parked`,
  time: 'real',
  async play(world) {
    const posted = { email: `${name}-parked@history.example`, first_name: 'Test', ...body };
    const { id } = await world.accept(posted, path);
    await isAtRest(world, id);
    const why = await meet?.(world, id);
    if (why) await eventually(`the run says ${why}`, async () => why.test(await told(world, id)));
    await isAtRest(world, id);
    return id;
  },
  async afterwards(world, id) {
    await mend?.(world);
    await world.control(id, 'stop');
    await world.result(id);
  },
});

/** Neither a worker nor a vendor is asked for anything, and what it has begun has begun. */
const isAtRest = (world: World, id: string) =>
  eventually('it waits', async () => {
    const { raw } = await world.client.workflow.getHandle(id).describe();
    const isBeginning = raw.pendingChildren?.some(({ runId }) => !runId);
    return !raw.pendingWorkflowTask && !raw.pendingActivities?.length && !isBeginning;
  });

const told = async (world: World, id: string) =>
  JSON.stringify((await world.operate(`/runs/${encodeURIComponent(id)}`)).body);

const setCopy = async ({ observer }: World, status: 'Active' | 'Inactive') => {
  const [template] = await observer.templates.find('name', 'equals', '5-Day E2');
  await observer.templates.update(template?.id ?? '', { status });
};

export const parkedScenarios: Scenario[] = [
  ...promised.map(({ name, full }) => parked(name, { path: `/webhooks/${name}`, body: full })),
  parked('assessment-paused', {
    async meet(world, id) {
      await world.control(id, 'pause');
      return /paused/;
    },
  }),
  parked('assessment-blocked', {
    async meet(world, id) {
      await setCopy(world, 'Inactive');
      await world.control(id, 'send-now');
      return /"needsAttention":"/;
    },
    mend: (world) => setCopy(world, 'Active'),
  }),
  parked('assessment-switched-off', {
    async meet(world, id) {
      await switchOff(world);
      await world.control(id, 'send-now');
      return /held: sending is switched off/;
    },
    mend: (world) => world.operate('/switch', { by: 'Ann', sending: true, mode: 'shift' }),
  }),
];
