import { TemporalAway } from '../domain/errors.js';
import { NotLookedAt } from './check.js';
import type { Installation } from './installation.js';

/** A sender of webhooks is answered within seconds; whoever looks here can wait for a busy server. */
const mostTries = 5;

type Reached = Awaited<ReturnType<Installation['temporal']>>;

/**
 * Asks Temporal, again where it did not answer in time.
 * @throws {NotLookedAt} when it does not answer at all.
 */
export async function askTemporal<T>(
  { temporal }: Pick<Installation, 'temporal'>,
  work: (reached: Reached) => Promise<T>,
): Promise<T> {
  const reached = await temporal();
  for (let tries = 1; ; tries += 1) {
    try {
      return await work(reached);
    } catch (error) {
      if (!(error instanceof TemporalAway)) throw error;
      if (tries === mostTries) throw new NotLookedAt('Temporal does not answer in time');
    }
  }
}
