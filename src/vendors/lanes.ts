import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose requests these are: those of emails that are due, or all others. */
export type Lane = 'due' | 'rest';

/** How many of the requests each lane gets while both wait; what one leaves over is the other's. */
export const shares: Record<Lane, number> = { due: 4, rest: 1 };

const current = new AsyncLocalStorage<Lane>();

/** Does some work whose requests take this lane. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return current.run(lane, work);
}

/** The lane of whoever asks; outside of any it is the rest's. */
export function laneOfThis(): Lane {
  return current.getStore() ?? 'rest';
}
