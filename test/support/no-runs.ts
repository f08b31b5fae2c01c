import type { RunRegister } from '../../src/activities/deps.js';

/** A Temporal that knows of no runs and no stops. */
export const noRuns: RunRegister = {
  find: async () => undefined,
  listOpen: async () => [],
  stop: async () => {},
  switchOn: async () => {},
  openStops: async () => [],
  sendingOffAt: async () => undefined,
};
