import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../src/domain/duration.js';
import type { World } from '../support/world.js';

/** Which execution: the latest of its workflow, or one that is named. */
export type Played = string | { id: string; runId: string };

/** A run worth remembering: what the website posts, and what happens to the run. */
export interface Scenario {
  name: string;
  /** In `real` time waits are not skipped, so that an operator can act within them. */
  time?: 'skipped' | 'real';
  /** On a server with limits of its own, by their names in its dynamic configuration. */
  limits?: Record<string, string>;
  /** Plays it to where it is to be remembered, and gives the execution. */
  play(world: World): Promise<Played>;
  /** Ends what is still open then. */
  afterwards?(world: World, id: string): Promise<unknown>;
}

/** Switches sending off, and waits until no worker takes it for on any more: that may be a second old. */
export async function switchOff(world: World): Promise<void> {
  await world.operate('/switch', { by: 'Ann', sending: false });
  await setTimeout(SECOND);
}
