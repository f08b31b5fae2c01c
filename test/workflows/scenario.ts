import type { World } from '../support/world.js';

/** A run worth remembering: what the website posts, and what happens to the run. */
export interface Scenario {
  name: string;
  /** In `real` time waits are not skipped, so that an operator can act within them. */
  time?: 'skipped' | 'real';
  /** Plays it to its end and gives the workflow id. */
  play(world: World): Promise<string>;
}
