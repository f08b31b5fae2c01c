import type { World } from '../support/world.js';
import type { Scenario } from './scenario.js';

/** A server that thinks a history long when it is short. */
const limits = { 'limit.historyCount.suggestContinueAsNew': '60' };

/** Walks a whole sequence in several executions, and gives the first of them. */
const walk = async (world: World, name: string) => {
  const { id } = await world.accept({ email: `${name}@history.example`, first_name: 'Test' });
  const { runId } = await world.client.workflow.getHandle(id).describe();
  await world.client.workflow.getHandle(id).result();
  return { id, runId };
};

/** A run whose history became long: the execution that it left, and the one in which it ended. */
export const continuedScenarios: Scenario[] = [
  {
    name: 'assessment-continued',
    limits,
    play: (world) => walk(world, 'assessment-continued'),
  },
  {
    name: 'assessment-gone-on',
    limits,
    play: async (world) => (await walk(world, 'assessment-gone-on')).id,
  },
];
