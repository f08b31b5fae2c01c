import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';
import { isAway } from './deadline.js';
import { isGone } from './gone.js';

const mostTries = 4;

/**
 * Does again what takes minutes in all, and so meets moments at which Temporal, or a worker, is away. It is told
 * which try this is, from 1.
 * @throws {TemporalAway} after the last.
 */
export async function patiently<T>(work: (tries: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work(tries);
    } catch (error) {
      const mayPass = error instanceof TemporalAway || (isAway(error) && !isGone(error));
      if (!mayPass) throw error;
      if (tries < mostTries) await setTimeout(tries * SECOND);
      else if (error instanceof TemporalAway) throw error;
      else {
        const retryAfterMs = 10 * SECOND;
        throw new TemporalAway('No worker answers.', { retryAfterMs, cause: error });
      }
    }
  }
}
